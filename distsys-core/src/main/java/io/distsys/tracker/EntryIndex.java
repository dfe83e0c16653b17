package io.distsys.tracker;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.distsys.cluster.NodeId;

/** All entries by key. One writer at a time, any number of readers meanwhile. */
final class EntryIndex {

	private final Map<String, EntriesOfKey> byKey = new ConcurrentHashMap<>();

	void put(Tracked entry) {
		EntriesOfKey entries = this.byKey.get(entry.key());
		if (entries != null) {
			entries.put(entry);
		}
		else {
			this.byKey.put(entry.key(), new EntriesOfKey(entry));
		}
	}

	void remove(Tracked entry) {
		EntriesOfKey entries = this.byKey.get(entry.key());
		if (entries != null) {
			entries.remove(entry.place());
			if (entries.isEmpty()) {
				this.byKey.remove(entry.key());
			}
		}
	}

	Collection<Tracked> find(String key) {
		EntriesOfKey entries = this.byKey.get(key);
		return (entries != null) ? entries.all() : List.of();
	}

	Collection<Tracked> find(String key, NodeId owner) {
		EntriesOfKey entries = this.byKey.get(key);
		return (entries != null) ? entries.of(owner) : List.of();
	}

	Set<String> keys() {
		return this.byKey.keySet();
	}

}
