package io.distsys.worker;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.distsys.worker.SimulatedWorkers.Process;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Who is in a group, and whom messages to it reach. */
class WorkerGroupStoriesTests {

	private static final List<String> KEYS = IntStream.range(0, 12).mapToObj((number) -> "watch-" + number).toList();

	private final SimulatedWorkers cluster = new SimulatedWorkers(17, 3, (definition) -> definition, true);

	@BeforeEach
	void startThreeWithAGroup() {
		for (int i = 0; i < 3; i++) {
			this.cluster.start();
		}
		this.cluster.settle();
		this.cluster.await(any().sentries().startAll(KEYS));
		this.cluster.time.runFor(Duration.ofSeconds(1));
	}

	@Test
	void everyNodeKnowsTheMembersAndAMessageToAllReachesEachOnce() {
		assertThat(this.cluster.alive())
			.allSatisfy((process) -> assertThat(members(process)).isEqualTo(Set.copyOf(KEYS)));
		assertThat(this.cluster.await(watch(any()).sendToAll(Sentry::look))).isEqualTo(KEYS.size());
		KEYS.forEach((key) -> assertThat(this.cluster.await(any().sentry(key).look())).as(key).isEqualTo(2));
		assertThat(this.cluster.await(any().workers.group(Sentry.class, "nobody").sendToAll(Sentry::look))).isZero();
	}

	@Test
	void aMessageToOneStaysOnItsNodeAndGoesRound() {
		Process caller = this.cluster.alive()
			.stream()
			.filter((process) -> process.workers.list("sentry").size() > 1)
			.findFirst()
			.orElseThrow();
		List<String> local = caller.workers.list("sentry");
		Set<String> told = new TreeSet<>();
		for (int i = 0; i < local.size(); i++) {
			told.add(this.cluster.await(watch(caller).sendToOne(Sentry::look)).orElseThrow().key());
		}
		assertThat(told).containsExactlyElementsOf(local);
		assertThat(watch(caller).one())
			.hasValueSatisfying((sentry) -> assertThat(this.cluster.await(sentry.look())).isEqualTo(2));
		assertThat(this.cluster.await(any().workers.group(Sentry.class, "nobody").sendToOne(Sentry::look))).isEmpty();
	}

	@Test
	void aWorkerLeavesWhenItStopsAndIsBackWhenItHasCrashed() {
		this.cluster.await(any().sentries().stopAsync(KEYS.get(0)));
		this.cluster.await(any().sentry(KEYS.get(1)).leave());
		any().sentry(KEYS.get(2)).trip();
		this.cluster.time.runFor(Duration.ofSeconds(2));
		Set<String> left = new TreeSet<>(KEYS.subList(2, KEYS.size()));
		assertThat(this.cluster.alive()).allSatisfy((process) -> assertThat(members(process)).isEqualTo(left));
		assertThat(this.cluster.await(watch(any()).sendToAll(Sentry::look))).isEqualTo(left.size());
	}

	@Test
	void membersMoveWithTheirSlotsAndAreBackAfterAKill() {
		Process drained = this.cluster.alive().get(0);
		drained.drain();
		this.cluster.time.runFor(Duration.ofSeconds(10));
		assertMembers(this.cluster.alive().get(1), (node) -> !node.equals(drained.id()));
		this.cluster.replace(this.cluster.alive().get(1), Duration.ofSeconds(1));
		this.cluster.settle();
		assertMembers(this.cluster.alive().get(1), (node) -> true);
	}

	private void assertMembers(Process asked, Function<io.distsys.cluster.NodeId, Boolean> where) {
		assertThat(watch(asked).members()).allMatch((member) -> where.apply(member.node()))
			.allMatch((member) -> this.cluster.alive().stream().anyMatch((one) -> one.id().equals(member.node())));
		assertThat(members(asked)).isEqualTo(Set.copyOf(KEYS));
		assertThat(this.cluster.await(watch(asked).sendToAll(Sentry::look))).isEqualTo(KEYS.size());
	}

	@Test
	void aMessageNeverMakesAWorkerThatHasEnded() {
		Process caller = any();
		Process far = this.cluster.alive().stream().filter((process) -> process != caller).findFirst().orElseThrow();
		String gone = far.workers.list("sentry").get(0);
		this.cluster.await(far.sentries().stopAsync(gone));
		for (int i = 0; i < 50 && !members(caller).contains(gone); i++) {
			this.cluster.await(far.sentries().startAsync(gone));
			this.cluster.time.runUntil("it is a member again", Duration.ofSeconds(30),
					() -> members(caller).contains(gone));
			this.cluster.await(far.sentries().stopAsync(gone));
		}
		assertThat(members(caller)).as("the answer was faster than the news").contains(gone);
		assertThat(this.cluster.await(watch(caller).sendToAll(Sentry::look))).isEqualTo(KEYS.size() - 1);
		assertThat(this.cluster.await(caller.sentries().whereIs(gone))).isInstanceOf(WorkerLocation.Absent.class);
	}

	@Test
	void aMessageIsOneCallOfOneMethod() {
		assertThatIllegalArgumentException().isThrownBy(() -> watch(any()).sendToAll((sentry) -> {
		})).withMessageContaining("and not none");
		assertThatIllegalArgumentException().isThrownBy(() -> watch(any()).sendToOne((sentry) -> {
			sentry.trip();
			sentry.look();
		})).withMessageContaining("and not another one, look");
	}

	private Process any() {
		return this.cluster.alive().get(0);
	}

	private static WorkerGroup<Sentry> watch(Process process) {
		return process.workers.group(Sentry.class, "watch");
	}

	private static Set<String> members(Process process) {
		return watch(process).members().stream().map(WorkerMember::key).collect(Collectors.toSet());
	}

}
