package io.distsys.tracker;

import java.util.AbstractCollection;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

import io.distsys.cluster.NodeId;
import io.distsys.tracker.Tracked.Place;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one key, sorted by place. Names have one each, and there are many of
 * them: a single entry has no map of its own. One writer at a time, any number of readers
 * meanwhile.
 */
final class EntriesOfKey {

	/** Not looked at where there are several. */
	private volatile @Nullable Tracked single;

	private volatile @Nullable ConcurrentSkipListMap<Place, Tracked> several;

	EntriesOfKey(Tracked first) {
		this.single = first;
	}

	void put(Tracked entry) {
		ConcurrentSkipListMap<Place, Tracked> sorted = this.several;
		Tracked other = this.single;
		if (sorted != null) {
			sorted.put(entry.place(), entry);
		}
		else if (other == null || other.place().equals(entry.place())) {
			this.single = entry;
		}
		else {
			ConcurrentSkipListMap<Place, Tracked> both = new ConcurrentSkipListMap<>();
			both.put(other.place(), other);
			both.put(entry.place(), entry);
			this.several = both;
		}
	}

	void remove(Place place) {
		ConcurrentSkipListMap<Place, Tracked> sorted = this.several;
		Tracked other = this.single;
		if (sorted != null) {
			sorted.remove(place);
		}
		else if (other != null && other.place().equals(place)) {
			this.single = null;
		}
	}

	boolean isEmpty() {
		return present().isEmpty();
	}

	/** All of them, as they are whenever somebody looks. */
	Collection<Tracked> all() {
		return new View(this::present);
	}

	/** Those of one node, as they are whenever somebody looks. */
	Collection<Tracked> of(NodeId owner) {
		return new View(() -> present(owner));
	}

	private Collection<Tracked> present() {
		ConcurrentSkipListMap<Place, Tracked> sorted = this.several;
		Tracked entry = this.single;
		return (sorted != null) ? sorted.values() : (entry != null) ? List.of(entry) : List.of();
	}

	private Collection<Tracked> present(NodeId owner) {
		ConcurrentSkipListMap<Place, Tracked> sorted = this.several;
		Tracked entry = this.single;
		if (sorted != null) {
			return sorted.subMap(new Place(owner, Long.MIN_VALUE), true, new Place(owner, Long.MAX_VALUE), true)
				.values();
		}
		return (entry != null && entry.owner().equals(owner)) ? List.of(entry) : List.of();
	}

	private static final class View extends AbstractCollection<Tracked> {

		private final Supplier<Collection<Tracked>> present;

		private View(Supplier<Collection<Tracked>> present) {
			this.present = present;
		}

		@Override
		public Iterator<Tracked> iterator() {
			return this.present.get().iterator();
		}

		/** That of a collection which may change at any time. */
		@Override
		public Spliterator<Tracked> spliterator() {
			return this.present.get().spliterator();
		}

		@Override
		public int size() {
			return this.present.get().size();
		}

	}

}
