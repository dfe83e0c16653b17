package io.distsys.worker;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Owners and backups of a slot change, nodes are away and come back with what they knew,
 * workers are started and stopped: what runs in the end is what was acknowledged.
 */
class SlotReplicaPropertyTests {

	@Property(tries = 500)
	void nothingStoppedComesBackAndNothingStartedIsLost(@ForAll @LongRange(min = 0, max = 1L << 40) long seed) {
		new Model(seed).run();
	}

	private static final class Model {

		private static final int NODES = 5;

		private final Random random;

		private final List<SlotReplica> replicas = new ArrayList<>();

		private final Set<String> truth = new HashSet<>();

		private int owner;

		private int backup = 1;

		private long token = 1;

		private long number;

		private Model(long seed) {
			this.random = new Random(seed);
			for (int i = 0; i < NODES; i++) {
				this.replicas.add(new SlotReplica());
			}
		}

		private void run() {
			for (int i = 0; i < 60; i++) {
				switch (this.random.nextInt(8)) {
					case 0 -> follow();
					case 1 -> replaceBackup();
					case 2 -> renew();
					default -> change("k" + this.random.nextInt(6));
				}
				assertThat(this.replicas.get(this.owner).keys()).containsExactlyInAnyOrderElementsOf(this.truth);
			}
		}

		/** Acknowledged: owner and backup have it. */
		private void change(String key) {
			StateVersion version = new StateVersion(this.token, ++this.number);
			boolean starts = this.random.nextBoolean();
			StateCopy copy = starts ? StateCopy.started(key, version) : StateCopy.ended(key, version);
			assertThat(this.replicas.get(this.owner).keep(this.token, List.of(copy), null)).isTrue();
			assertThat(this.replicas.get(this.backup).keep(this.token, List.of(copy), null)).isTrue();
			if (starts) {
				this.truth.add(key);
			}
			else {
				this.truth.remove(key);
			}
		}

		/**
		 * The owner gives everything new versions, and the backup may not hear all of it.
		 */
		private void renew() {
			StateVersion first = new StateVersion(this.token, this.number + 1);
			int count = this.replicas.get(this.owner).renew(first);
			if (count >= 0) {
				this.number += count;
				copy(this.owner, this.backup, first, this.random.nextInt(3) > 0);
			}
		}

		private void replaceBackup() {
			this.backup = (this.owner + 1 + this.random.nextInt(NODES - 1)) % NODES;
			StateVersion first = new StateVersion(this.token, this.number + 1);
			int count = this.replicas.get(this.owner).renew(first);
			this.number += Math.max(0, count);
			copy(this.owner, this.backup, (count >= 0) ? first : null, true);
		}

		/** All of it, and what that means; or only a part, and nothing else. */
		private void copy(int from, int to, @Nullable StateVersion complete, boolean all) {
			List<StateCopy> copies = this.replicas.get(from).all();
			List<StateCopy> sent = all ? copies : copies.subList(0, copies.size() / 2);
			assertThat(this.replicas.get(to).keep(this.token, sent, all ? complete : null)).isTrue();
		}

		/** Owner or backup is lost, others may be away; somebody else goes on. */
		private void follow() {
			int lost = this.random.nextBoolean() ? this.owner : this.backup;
			int kept = (lost == this.owner) ? this.backup : this.owner;
			List<Integer> present = new ArrayList<>(List.of(kept));
			for (int i = 0; i < NODES; i++) {
				if (i != kept && i != lost && this.random.nextInt(3) > 0) {
					present.add(i);
				}
			}
			this.owner = present.get(this.random.nextInt(present.size()));
			this.token++;
			this.number = 0;
			SlotReplica own = this.replicas.get(this.owner);
			assertThat(own.promise(this.token)).isTrue();
			present.stream().filter((node) -> node != this.owner).forEach((node) -> collect(own, node));
			replaceBackup();
			present.stream()
				.filter((node) -> node != this.owner && node != this.backup)
				.forEach((node) -> this.replicas.get(node).forget(this.token));
		}

		/** In parts, as it travels. */
		private void collect(SlotReplica own, int from) {
			boolean more = true;
			for (int parts = 0; more; parts++) {
				assertThat(parts).isLessThan(100);
				ReplicaMessage.Collected told = this.replicas.get(from)
					.collect(this.token, own.versions(), own.floor(), 60)
					.orElseThrow();
				assertThat(own.keep(this.token, told.copies(), told.complete())).isTrue();
				more = told.more();
			}
		}

	}

}
