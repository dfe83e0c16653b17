package io.distsys.worker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.distsys.ownership.FencingToken;

/** A store as a database would be: outside of all processes. */
final class MemoryStore implements WorkerStore {

	private final Map<Slot, Long> tokens = new HashMap<>();

	private final Map<Slot, Map<String, Kept>> slots = new HashMap<>();

	boolean failing;

	@Override
	public List<Kept> open(Slot slot, FencingToken token) {
		requireCurrent(slot, token);
		this.tokens.put(slot, token.value());
		return List.copyOf(workers(slot).values());
	}

	@Override
	public void save(Slot slot, FencingToken token, List<Change> changes) {
		requireCurrent(slot, token);
		for (Change change : changes) {
			if (change instanceof Kept kept) {
				workers(slot).put(kept.key(), kept);
			}
			else {
				workers(slot).remove(change.key());
			}
		}
	}

	private void requireCurrent(Slot slot, FencingToken token) {
		if (this.failing) {
			throw new IllegalStateException("The store is out of order");
		}
		long known = this.tokens.getOrDefault(slot, Long.MIN_VALUE);
		if (known > token.value()) {
			throw new OutdatedTokenException(slot + " was opened under " + known + ", which is after " + token.value());
		}
	}

	private Map<String, Kept> workers(Slot slot) {
		return this.slots.computeIfAbsent(slot, (ignored) -> new HashMap<>());
	}

	/** All workers of a type. */
	List<String> keys(String type) {
		return this.slots.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().type().equals(type))
			.flatMap((entry) -> entry.getValue().keySet().stream())
			.sorted()
			.toList();
	}

}
