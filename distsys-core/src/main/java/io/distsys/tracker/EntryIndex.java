package io.distsys.tracker;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

import io.distsys.cluster.NodeId;
import io.distsys.tracker.Tracked.Place;

/** All entries by key. One writer at a time, any number of readers meanwhile. */
final class EntryIndex {

	private final Map<String, ConcurrentSkipListMap<Place, Tracked>> byKey = new ConcurrentHashMap<>();

	void put(Tracked entry) {
		this.byKey.computeIfAbsent(entry.key(), (key) -> new ConcurrentSkipListMap<>()).put(entry.place(), entry);
	}

	void remove(Tracked entry) {
		ConcurrentSkipListMap<Place, Tracked> entries = this.byKey.get(entry.key());
		if (entries != null && entries.remove(entry.place()) != null && entries.isEmpty()) {
			this.byKey.remove(entry.key());
		}
	}

	Collection<Tracked> find(String key) {
		ConcurrentSkipListMap<Place, Tracked> entries = this.byKey.get(key);
		return (entries != null) ? entries.values() : List.of();
	}

	Collection<Tracked> find(String key, NodeId owner) {
		ConcurrentSkipListMap<Place, Tracked> entries = this.byKey.get(key);
		return (entries != null)
				? entries.subMap(new Place(owner, Long.MIN_VALUE), true, new Place(owner, Long.MAX_VALUE), true)
					.values()
				: List.of();
	}

	Set<String> keys() {
		return this.byKey.keySet();
	}

}
