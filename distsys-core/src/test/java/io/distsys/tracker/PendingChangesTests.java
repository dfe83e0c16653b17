package io.distsys.tracker;

import java.util.List;

import io.distsys.cluster.NodeId;
import io.distsys.tracker.TrackedChange.Reason;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is told of changes that come while nobody can be told. */
class PendingChangesTests {

	private final Tracked one = new Tracked(new NodeId(1, 1), 1, "one", new byte[] { 1 });

	private final Tracked changed = this.one.withValue(new byte[] { 2 });

	private final Tracked two = new Tracked(new NodeId(1, 1), 2, "two", new byte[] { 1 });

	private final PendingChanges pending = new PendingChanges();

	@Test
	void batchIsToldAsItCame() {
		List<TrackedChange> batch = List.of(new TrackedChange(null, this.one, Reason.NODE_FOUND),
				new TrackedChange(null, this.two, Reason.NORMAL));
		this.pending.addAll(batch);
		assertThat(this.pending.take()).isEqualTo(batch);
		assertThat(this.pending.take()).isEmpty();
	}

	@Test
	void changesOfOneEntryInSeveralBatchesBecomeOne() {
		this.pending.addAll(List.of(new TrackedChange(null, this.one, Reason.NODE_FOUND),
				new TrackedChange(null, this.two, Reason.NORMAL)));
		this.pending.addAll(List.of(new TrackedChange(this.one, this.changed, Reason.NORMAL),
				new TrackedChange(this.two, null, Reason.NODE_LOST)));
		assertThat(this.pending.take()).containsExactly(new TrackedChange(null, this.changed, Reason.NORMAL));
		assertThat(this.pending.take()).isEmpty();
	}

	@Test
	void batchThatFollowsSingleChangesIsAddedToThem() {
		this.pending.add(this.one.place(), null, this.one, Reason.NORMAL);
		this.pending.addAll(List.of(new TrackedChange(this.one, this.changed, Reason.NORMAL)));
		this.pending.add(this.two.place(), null, this.two, Reason.NORMAL);
		assertThat(this.pending.take()).containsExactly(new TrackedChange(null, this.changed, Reason.NORMAL),
				new TrackedChange(null, this.two, Reason.NORMAL));
	}

}
