-- House Band drives the Bluetooth speakers of this machine: WirePlumber 0.4 would connect them first.
bluez_monitor.enabled = false
