package io.distsys.tracker;

import java.util.List;

/** What the trackers of two nodes tell each other, each about its own entries. */
sealed interface TrackerMessage {

	/**
	 * What has changed.
	 *
	 * @param from the version before the first change
	 * @param changes one for each version
	 */
	record Delta(long from, List<Change> changes) implements TrackerMessage {

		public Delta {
			changes = List.copyOf(changes);
		}

	}

	/**
	 * Which edition is the last.
	 *
	 * @param edition the edition
	 */
	record Latest(Edition edition) implements TrackerMessage {

	}

	/**
	 * The receiver is to say what is new since a version.
	 *
	 * @param known the last version that is known, {@link #NOTHING} to be told everything
	 */
	record Ask(long known) implements TrackerMessage {

		static final long NOTHING = -1;

	}

	/**
	 * Some of all entries in one version; the parts follow each other.
	 *
	 * @param version the version
	 * @param number of this part, from 0 on
	 * @param isLast whether no other follows
	 * @param entries the entries
	 */
	record Part(long version, int number, boolean isLast, List<Tracked> entries) implements TrackerMessage {

		public Part {
			entries = List.copyOf(entries);
		}

	}

}
