package io.distsys.benchmarks.names.node;

import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

import com.hazelcast.core.EntryAdapter;
import com.hazelcast.core.EntryEvent;
import com.hazelcast.replicatedmap.ReplicatedMap;
import io.distsys.time.Subscription;

/**
 * Names in a map of Hazelcast that every node has whole. It has no way to put only what
 * is not there yet, so the last one to put has the name, and the former is not told.
 */
final class ReplicatedNames implements Names {

	private final ReplicatedMap<String, String> map;

	private final Queue<String> held = new ConcurrentLinkedQueue<>();

	ReplicatedNames(ReplicatedMap<String, String> map) {
		this.map = map;
	}

	@Override
	public void register(String name) {
		if (this.map.put(name, ADDRESS) != null) {
			throw new IllegalStateException("'" + name + "' is taken");
		}
		this.held.add(name);
	}

	@Override
	public void giveUp() {
		for (String name = this.held.poll(); name != null; name = this.held.poll()) {
			this.map.remove(name);
		}
	}

	@Override
	public boolean isKnown(String name) {
		return this.map.containsKey(name);
	}

	@Override
	public Subscription listen(Consumer<String> listener) {
		UUID id = this.map.addEntryListener(new EntryAdapter<>() {

			@Override
			public void entryAdded(EntryEvent<String, String> event) {
				listener.accept(event.getKey());
			}

		});
		return () -> this.map.removeEntryListener(id);
	}

}
