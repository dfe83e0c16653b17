package io.distsys.library;

import io.distsys.worker.Distributed;

/** In no package that an application looks into. */
@Distributed("meter")
class MeterWorker implements Meter {

	private final String key;

	private final Tariff tariff;

	MeterWorker(String key, Tariff tariff) {
		this.key = key;
		this.tariff = tariff;
	}

	@Override
	public String price() {
		return this.key + " costs " + this.tariff.price();
	}

}
