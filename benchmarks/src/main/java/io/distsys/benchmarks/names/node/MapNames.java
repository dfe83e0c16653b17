package io.distsys.benchmarks.names.node;

import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import io.distsys.time.Subscription;

/**
 * Names in a partitioned map of Hazelcast. Whoever puts first has the name, as long as no
 * partition is lost and the cluster is not split.
 */
final class MapNames implements Names {

	private final IMap<String, String> map;

	private final Queue<String> held = new ConcurrentLinkedQueue<>();

	MapNames(IMap<String, String> map) {
		this.map = map;
	}

	@Override
	public void register(String name) {
		if (this.map.putIfAbsent(name, ADDRESS) != null) {
			throw new IllegalStateException("'" + name + "' is taken");
		}
		this.held.add(name);
	}

	@Override
	public void giveUp() throws InterruptedException {
		Window.doAll(this.held, this.map::removeAsync);
	}

	@Override
	public boolean isKnown(String name) {
		return this.map.get(name) != null;
	}

	@Override
	public Subscription listen(Consumer<String> listener) {
		UUID id = this.map
			.addEntryListener((EntryAddedListener<String, String>) (event) -> listener.accept(event.getKey()), false);
		return () -> this.map.removeEntryListener(id);
	}

}
