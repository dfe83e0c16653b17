package io.distsys.singleton;

import java.util.HashMap;
import java.util.Map;

import io.distsys.ownership.Allotment;
import io.distsys.ownership.Offer;

/**
 * The singletons that this node offers to have: from some time on only those that it has
 * already, for it is about to leave. Thread-safe.
 */
final class SingletonOffers {

	private final Map<String, Made> all = new HashMap<>();

	private boolean nothingNew;

	synchronized void add(LocalSingleton singleton, Allotment allotment, Offer offer) {
		if (!this.nothingNew) {
			this.all.put(singleton.name(), new Made(singleton, allotment, offer));
			allotment.offer(offer);
		}
	}

	synchronized void withdraw(String name) {
		Made made = this.all.remove(name);
		if (made != null) {
			made.allotment.withdraw(made.offer);
		}
	}

	/** Whether a grant may begin that has not begun yet. */
	synchronized boolean takesNew() {
		return !this.nothingNew;
	}

	synchronized void takeNothingNew() {
		this.nothingNew = true;
		this.all.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().singleton.state() == SingletonState.STANDBY)
			.map(Map.Entry::getKey)
			.toList()
			.forEach(this::withdraw);
	}

	/** It would be given again what it has given up or lost. */
	void onEvent(SingletonEvent event) {
		if (event instanceof SingletonEvent.SingletonDeactivated && !takesNew()) {
			withdraw(event.name());
		}
	}

	private record Made(LocalSingleton singleton, Allotment allotment, Offer offer) {

	}

}
