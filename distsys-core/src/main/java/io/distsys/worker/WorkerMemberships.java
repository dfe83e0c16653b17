package io.distsys.worker;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.distsys.time.Subscription;
import io.distsys.tracker.Tracked;
import io.distsys.tracker.Tracker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which workers are in which groups: entries of a tracker, each of the worker's node. */
final class WorkerMemberships {

	private static final Logger logger = LoggerFactory.getLogger(WorkerMemberships.class);

	private final @Nullable Tracker tracker;

	/**
	 * @param tracker of no other use; {@literal null} if there are no groups
	 */
	WorkerMemberships(@Nullable Tracker tracker) {
		this.tracker = tracker;
	}

	private Tracker tracker() {
		Tracker entries = this.tracker;
		if (entries == null) {
			throw new IllegalStateException("The workers of this node know no groups: give the WorkerNode a tracker");
		}
		return entries;
	}

	/** Enter a worker of this node, until the subscription is closed. */
	Subscription add(String group, String type, String key) {
		if (group.isEmpty()) {
			throw new IllegalArgumentException("A group has a name");
		}
		Tracker entries = tracker();
		long id = entries.add(group, encode(type, key)).id();
		return () -> entries.remove(id);
	}

	/** The groups that have members; none if there are no groups. */
	Set<String> groups() {
		return (this.tracker != null) ? this.tracker.keys() : Set.of();
	}

	/** Those of a node that is left and of the one that follows may both be there. */
	List<WorkerMember> members(String group) {
		Map<String, WorkerMember> members = new LinkedHashMap<>();
		for (Tracked entry : tracker().find(group)) {
			WorkerMember member = decode(entry);
			if (member != null) {
				members.putIfAbsent(member.type() + '/' + member.key(), member);
			}
		}
		return new ArrayList<>(members.values());
	}

	private static byte[] encode(String type, String key) {
		byte[] typeBytes = Wire.utf8(type);
		byte[] keyBytes = Wire.utf8(key);
		ByteBuffer buffer = ByteBuffer.allocate(2 * Integer.BYTES + typeBytes.length + keyBytes.length);
		return Wire.put(Wire.put(buffer, typeBytes), keyBytes).array();
	}

	private static @Nullable WorkerMember decode(Tracked entry) {
		try {
			ByteBuffer buffer = ByteBuffer.wrap(entry.value());
			return new WorkerMember(Wire.text(buffer), Wire.text(buffer), entry.owner());
		}
		catch (BufferUnderflowException ex) {
			logger.warn("A member of a group cannot be read group={} node={}", entry.key(), entry.owner(), ex);
			return null;
		}
	}

}
