package io.distsys.benchmarks.names.node;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

import io.distsys.time.Subscription;

/** What no other node knows: the yardstick of a look-up in memory. */
class ProcessNames implements Names {

	private final ConcurrentMap<String, String> names = new ConcurrentHashMap<>();

	@Override
	public void register(String name) {
		if (this.names.putIfAbsent(name, ADDRESS) != null) {
			throw new IllegalStateException("'" + name + "' is taken");
		}
	}

	@Override
	public void giveUp() {
		this.names.clear();
	}

	@Override
	public boolean isKnown(String name) {
		return this.names.containsKey(name);
	}

	@Override
	public Subscription listen(Consumer<String> listener) {
		throw new UnsupportedOperationException("Nobody tells of them");
	}

}
