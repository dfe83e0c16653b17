package io.distsys.group;

import java.util.List;
import java.util.function.Consumer;

import io.distsys.group.GroupEvent.MemberJoined;
import io.distsys.group.GroupEvent.MemberLeft;
import io.distsys.group.GroupEvent.MemberUpdated;
import io.distsys.tracker.Tracked;
import io.distsys.tracker.TrackedChange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells one monitor of one group. */
final class GroupMonitor implements Consumer<List<TrackedChange>> {

	private static final Logger logger = LoggerFactory.getLogger(GroupMonitor.class);

	private final String group;

	private final Consumer<? super GroupEvent> monitor;

	GroupMonitor(String group, Consumer<? super GroupEvent> monitor) {
		this.group = group;
		this.monitor = monitor;
	}

	@Override
	public void accept(List<TrackedChange> changes) {
		changes.forEach(this::tell);
	}

	private void tell(TrackedChange change) {
		try {
			this.monitor.accept(event(change));
		}
		catch (Throwable ex) {
			logger.error("A monitor of a group failed group={}", this.group, ex);
		}
	}

	private static GroupEvent event(TrackedChange change) {
		Tracked before = change.before();
		Tracked after = change.after();
		if (before == null || after == null) {
			GroupMember member = TrackedGroups.member(change.entry());
			return (before == null) ? new MemberJoined(member, change.reason())
					: new MemberLeft(member, change.reason());
		}
		return new MemberUpdated(TrackedGroups.member(before), TrackedGroups.member(after));
	}

}
