package io.distsys.ownership;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.distsys.consensus.GroupId;
import io.distsys.consensus.StateChunk;
import io.distsys.simulation.Story;
import org.jspecify.annotations.Nullable;

/**
 * All that was applied anywhere, in each group: at one index every node applies the same
 * bytes and gets the same answer, nobody applies what another has passed over, a snapshot
 * is what the entries before it make, and tokens grow.
 */
final class AppliedHistory {

	private final Story story;

	private final Map<GroupId, Log> logs = new HashMap<>();

	/** Commands that a client submits once, by their bytes. */
	private final Map<ByteBuffer, Submitted> submitted = new HashMap<>();

	private final boolean oneGroup;

	private final Tokens everywhere = new Tokens();

	private long entries;

	private long installs;

	/**
	 * @param oneGroup whether there is never a second group beside another, so that
	 * tokens grow over all of them
	 */
	AppliedHistory(Story story, boolean oneGroup) {
		this.story = story;
		this.oneGroup = oneGroup;
	}

	/** A client submits bytes that nobody has submitted before. */
	Submitted submitting(byte[] command) {
		Submitted one = new Submitted();
		this.submitted.put(ByteBuffer.wrap(command), one);
		return one;
	}

	void applied(Object node, GroupId group, long index, byte[] command, byte[] result) {
		this.entries++;
		Log log = log(group);
		Entry known = log.find(index);
		if (known == null) {
			if (index <= log.last()) {
				throw this.story.violated(node + " applied a command at " + index + " of group " + group
						+ " where others had none, they were at " + log.last());
			}
			log.add(index, new Entry(command, result));
			Submitted client = this.submitted.get(ByteBuffer.wrap(command));
			if (client != null) {
				client.applied(this.story, index);
			}
			byte[] again = log.apply(log.reference, index, command);
			if (!Arrays.equals(again, result)) {
				throw this.story.violated(node + " answered otherwise than a fresh table at " + index);
			}
		}
		else if (!Arrays.equals(known.command(), command)) {
			throw this.story.violated(node + " applied " + text(command) + " at " + index + " of group " + group
					+ " where others applied " + text(known.command()));
		}
		else if (!Arrays.equals(known.result(), result)) {
			throw this.story.violated(node + " answered otherwise than others at " + index + " of group " + group
					+ " to " + text(command));
		}
	}

	void raised(Object node, GroupId group, long index, long floor) {
		applied(node, group, index, ByteBuffer.allocate(9).put(Log.RAISE).putLong(floor).array(), new byte[0]);
	}

	/** What a node's table is like after an entry. */
	void state(Object node, GroupId group, long index, List<byte[]> state) {
		int[] hashes = state.stream().mapToInt(Arrays::hashCode).toArray();
		Integer before = log(group).states.putIfAbsent(index, Arrays.hashCode(hashes));
		if (before != null && before != Arrays.hashCode(hashes)) {
			throw this.story.violated(node + " has another table than others after " + index + " of group " + group);
		}
	}

	/** A snapshot was installed. */
	void installed(Object node, GroupId group, long index, List<byte[]> chunks) {
		this.installs++;
		List<byte[]> replayed = log(group).replayedTo(index);
		boolean same = replayed.size() == chunks.size();
		for (int i = 0; same && i < chunks.size(); i++) {
			same = Arrays.equals(replayed.get(i), chunks.get(i));
		}
		if (!same) {
			throw this.story
				.violated(node + " installed a snapshot of " + index + " that the entries before it do not make");
		}
	}

	/** Somebody was answered. */
	void acknowledged(Object node, GroupId group, long index, byte[] result) {
		Log log = log(group);
		Entry entry = log.find(index);
		if (entry == null || !Arrays.equals(entry.result(), result)) {
			throw this.story.violated(node + " was answered for " + index + " what nobody applied there");
		}
		log.acknowledged = Math.max(log.acknowledged, index);
	}

	/** The last entry that anybody was answered for. */
	long lastAcknowledged(GroupId group) {
		return log(group).acknowledged;
	}

	/** A node follows a group from now on. */
	void begun(GroupId group) {
		log(group);
	}

	/** How many groups anybody has ever followed. */
	int groups() {
		return this.logs.size();
	}

	long entries() {
		return this.entries;
	}

	long installs() {
		return this.installs;
	}

	private Log log(GroupId group) {
		return this.logs.computeIfAbsent(group, Log::new);
	}

	private static String text(byte[] command) {
		return (command[0] == Log.RAISE) ? "a raise of tokens" : CommandCodec.decode(command).toString();
	}

	/** The tokens that were granted. */
	private final class Tokens {

		private final Map<ResourceKey, Long> last = new HashMap<>();

		private final Set<Long> all = new HashSet<>();

		private void changed(OwnershipChange change) {
			Ownership row = change.after();
			Ownership before = change.before();
			if (row == null || before != null && before.token().equals(row.token())) {
				return;
			}
			long token = row.token().value();
			Long previous = this.last.put(row.key(), token);
			if (previous != null && previous >= token || !this.all.add(token)) {
				throw AppliedHistory.this.story
					.violated("Token " + token + " of " + row.key() + " comes after " + previous);
			}
		}

	}

	private record Entry(byte[] command, byte[] result) {

	}

	/** What a client that submitted something once was told, and what is in the log. */
	static final class Submitted {

		private long index;

		private boolean denied;

		private void applied(Story story, long at) {
			if (this.index > 0) {
				throw story.violated("Submitted once, applied at " + this.index + " and " + at);
			}
			if (this.denied) {
				throw story.violated("Applied at " + at + " what a client was told is not");
			}
			this.index = at;
		}

		boolean isApplied() {
			return this.index > 0;
		}

		/** The client was told that it certainly is not in the log. */
		void denied(Story story) {
			this.denied = true;
			if (this.index > 0) {
				throw story.violated("Applied at " + this.index + " what a client was told is not");
			}
		}

	}

	private final class Log {

		static final byte RAISE = 127;

		private final GroupId group;

		private final List<@Nullable Entry> entries = new ArrayList<>();

		private final Map<Long, Integer> states = new HashMap<>();

		/** Applies everything first. */
		private final OwnershipTable reference = new OwnershipTable();

		/** Follows where snapshots are compared. */
		private OwnershipTable replay = new OwnershipTable();

		private long replayed;

		private long acknowledged;

		private Log(GroupId group) {
			this.group = group;
			this.reference.reset(group);
			this.replay.reset(group);
			Tokens tokens = AppliedHistory.this.oneGroup ? AppliedHistory.this.everywhere : new Tokens();
			this.reference.subscribe(tokens::changed);
		}

		private long last() {
			return this.entries.size();
		}

		private @Nullable Entry find(long index) {
			return (index <= last()) ? this.entries.get((int) index - 1) : null;
		}

		private void add(long index, Entry entry) {
			while (last() < index - 1) {
				this.entries.add(null);
			}
			this.entries.add(entry);
		}

		private List<byte[]> replayedTo(long index) {
			if (this.replayed > index) {
				this.replay = new OwnershipTable();
				this.replay.reset(this.group);
				this.replayed = 0;
			}
			while (this.replayed < Math.min(index, last())) {
				Entry entry = find(++this.replayed);
				if (entry != null) {
					apply(this.replay, this.replayed, entry.command());
				}
			}
			this.replayed = index;
			return StateChunk.bytesOf(this.replay.snapshot());
		}

		private byte[] apply(OwnershipTable table, long index, byte[] command) {
			if (command[0] != RAISE) {
				return table.apply(index, command);
			}
			table.raiseTokens(index, ByteBuffer.wrap(command).getLong(1));
			return new byte[0];
		}

	}

}
