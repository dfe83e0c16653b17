package io.distsys.tracker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/** What this node knows of the entries of another one. Guarded by its owner. */
final class OtherEntries {

	private final Map<Long, Tracked> entries = new HashMap<>();

	private long version;

	private long fingerprint;

	Edition edition() {
		return new Edition(this.version, this.fingerprint);
	}

	int size() {
		return this.entries.size();
	}

	/** Put one step into the entries; the version is told at the end. */
	void put(Change change, Listener listener) {
		Tracked after = change.entry();
		Tracked before = (after != null) ? this.entries.put(change.id(), after) : this.entries.remove(change.id());
		if (before != null) {
			this.fingerprint -= before.fingerprint();
		}
		if (after != null) {
			this.fingerprint += after.fingerprint();
			listener.onPut(before, after);
		}
		else if (before != null) {
			listener.onRemove(before);
		}
	}

	void reached(long newVersion) {
		this.version = newVersion;
	}

	/** Have these and no others. */
	void replace(long newVersion, Map<Long, Tracked> now, Listener listener) {
		List.copyOf(this.entries.keySet())
			.stream()
			.filter((id) -> !now.containsKey(id))
			.forEach((id) -> put(new Change(id, null), listener));
		now.forEach((id, entry) -> {
			if (!Objects.equals(entry, this.entries.get(id))) {
				put(new Change(id, entry), listener);
			}
		});
		this.version = newVersion;
	}

	/** Told of each entry that changes. */
	interface Listener {

		void onPut(@Nullable Tracked before, Tracked after);

		void onRemove(Tracked before);

	}

}
