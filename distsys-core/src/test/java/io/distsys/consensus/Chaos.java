package io.distsys.consensus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.distsys.cluster.NodeId;
import io.distsys.consensus.SimulatedGroup.Process;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A group under everything that can happen to it. No majority is ever killed, so once the
 * faults are over it must work again, unless it lost one by voters that left. Every
 * command is submitted once: it may be in the log at most once, must be if that was
 * answered, must not be if that was denied.
 */
final class Chaos {

	private static final int MOST_NODES = 7;

	private final SimulatedGroup group;

	private final Random random;

	private final Set<String> applied = new HashSet<>();

	private final Set<String> denied = new HashSet<>();

	private final List<Open> open = new ArrayList<>();

	private final Set<Process> leaving = new HashSet<>();

	private final List<String> story = new ArrayList<>();

	private int commands;

	int barriers;

	private record Open(Process process, CompletableFuture<?> future) {

	}

	Chaos(long seed) {
		this.group = new SimulatedGroup(seed).expecting(MOST_NODES).with(5, Duration.ofSeconds(6), 20);
		this.random = this.group.time.random();
	}

	void run(Duration length) {
		this.group.start(5);
		this.group.until("a leader", () -> !this.group.leaders().isEmpty());
		long end = this.group.time.nanos() + length.toNanos();
		while (this.group.time.nanos() < end) {
			fault();
			long calm = this.group.time.nanos() + Duration.ofMillis(50 + this.random.nextInt(2_000)).toNanos();
			while (this.group.time.nanos() < calm) {
				this.group.time.runFor(Duration.ofMillis(1 + this.random.nextInt(100)));
				load();
			}
		}
		calmDown();
	}

	private void load() {
		List<Process> running = this.group.running().toList();
		Process process = running.get(this.random.nextInt(running.size()));
		if (this.random.nextInt(4) == 0) {
			read(process);
			return;
		}
		String command = "c" + this.commands++;
		CompletableFuture<?> submitted = process.submit(command, Duration.ofMillis(500 + this.random.nextInt(6_000)));
		this.open.add(new Open(process, submitted.handle((done, failure) -> {
			if (failure == null) {
				this.applied.add(command);
				if (!process.machine.entries().containsValue(command)) {
					throw new History.SafetyViolation(command + " was answered before it was applied here");
				}
			}
			else if (cause(failure) instanceof NoQuorumException) {
				this.denied.add(command);
			}
			return null;
		})));
	}

	private static Throwable cause(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	private void read(Process process) {
		Set<String> before = Set.copyOf(this.applied);
		this.open.add(new Open(process, process.readBarrier(Duration.ofSeconds(3)).thenAccept((index) -> {
			this.barriers++;
			if (!new HashSet<>(process.machine.entries().values()).containsAll(before)) {
				throw new History.SafetyViolation(process + " has read something old");
			}
		})));
	}

	private void fault() {
		List<Process> running = this.group.running().toList();
		Process process = running.get(this.random.nextInt(running.size()));
		switch (this.random.nextInt(10)) {
			case 0 -> crash(process);
			case 1 -> leave(process, running);
			case 2, 3 -> join(running);
			case 4 -> pause(process);
			case 5 -> cut(process, running);
			case 6 -> cutOneWay(process, running);
			case 7 -> this.group.network.disturb(this.random.nextDouble() * 0.2, this.random.nextDouble() * 0.2);
			case 8 -> this.group.network.delay(100_000, 1_000_000L * (1 + this.random.nextInt(400)));
			default -> heal();
		}
	}

	private void tell(String what) {
		this.story.add(Duration.ofNanos(this.group.time.nanos()) + " " + what);
	}

	/**
	 * Whether the voters of every configuration that a node believes in can spare one.
	 */
	private boolean canSpare(Process process) {
		Set<NodeId> alive = new HashSet<>();
		this.group.running()
			.filter((other) -> other != process && !this.leaving.contains(other))
			.forEach((other) -> alive.add(other.id()));
		return this.group.running().allMatch((other) -> {
			List<NodeId> voters = other.log.status().voters();
			long rest = voters.stream().filter(alive::contains).count();
			return voters.isEmpty() || rest >= this.group.settings.quorum(voters.size());
		});
	}

	private void crash(Process process) {
		if (canSpare(process)) {
			tell("crash " + process.number);
			this.group.crash(process);
		}
	}

	private void leave(Process process, List<Process> running) {
		if (running.size() > 3 && canSpare(process)) {
			tell("leave " + process.number);
			this.leaving.add(process);
			process.log.leave(Duration.ofMinutes(10)).whenComplete((done, failure) -> {
				tell("left " + process.number + " " + failure);
				this.group.time.after(0, () -> this.group.gone(process));
			});
		}
	}

	private void join(List<Process> running) {
		long outside = running.stream().filter((process) -> !process.isMember()).count();
		if (running.size() < MOST_NODES && outside < 2) {
			tell("start " + this.group.start().number);
		}
	}

	private void pause(Process process) {
		tell("pause " + process.number);
		process.loop.pause();
		this.group.time.after(Duration.ofMillis(this.random.nextInt(5_000)).toNanos(), process.loop::resume);
	}

	private void cut(Process process, List<Process> running) {
		List<Process> side = running.stream().filter((other) -> other != process && this.random.nextBoolean()).toList();
		tell("cut " + process.number + " from " + side.stream().map((other) -> other.number).toList());
		this.group.cut(process, side);
		if (this.random.nextBoolean()) {
			side.forEach((other) -> {
				process.membership.lose(other.id());
				other.membership.lose(process.id());
			});
		}
	}

	private void cutOneWay(Process process, List<Process> running) {
		Process other = running.get(this.random.nextInt(running.size()));
		if (other != process) {
			tell("cut one way " + process.number + " to " + other.number);
			this.group.network.cutOneWay(process.id(), other.id());
		}
	}

	private void heal() {
		tell("heal");
		this.group.network.heal();
		this.group.network.disturb(0, 0);
		this.group.network.delay(100_000, 1_000_000);
		List<Process> running = this.group.running().toList();
		running.forEach((one) -> running.stream()
			.filter((other) -> other != one)
			.forEach((other) -> this.group.introduce(one, other)));
	}

	private void calmDown() {
		this.group.time.runFor(Duration.ofSeconds(8));
		heal();
		if (isMajorityLost()) {
			this.group.time.runFor(Duration.ofSeconds(60));
			assertThat(this.group.leaders()).as("who leads without a majority").isEmpty();
			return;
		}
		try {
			this.group.until("a leader", Duration.ofSeconds(60), () -> !this.group.leaders().isEmpty());
			CompletableFuture<?> last = this.group.leader().submit("last", Duration.ofSeconds(60));
			this.group.until("an answer", Duration.ofSeconds(60), last::isDone);
			assertThat(last).isCompleted();
			this.group.untilConverged(Duration.ofSeconds(60));
			check();
		}
		catch (AssertionError ex) {
			throw new AssertionError(ex.getMessage() + "\n" + String.join("\n", this.story), ex);
		}
	}

	/**
	 * A voter that leaves is let go even if a cut has cost the group the ones that would
	 * have stayed: of the latest configuration too few live, and nobody may decide.
	 */
	private boolean isMajorityLost() {
		Process latest = this.group.running()
			.filter(Process::isMember)
			.max(Comparator.comparingLong((process) -> process.log.status().appliedIndex()))
			.orElseThrow();
		List<NodeId> voters = latest.log.status().voters();
		long living = this.group.running().filter((process) -> voters.contains(process.id())).count();
		return living < this.group.settings.quorum(voters.size());
	}

	private void check() {
		for (Open one : this.open) {
			assertThat(one.future().isDone() || !one.process().isRunning()).isTrue();
			Throwable failure = one.future().isCompletedExceptionally()
					? cause(one.future().handle((done, ex) -> ex).join()) : null;
			if (failure instanceof Error error) {
				throw error;
			}
		}
		List<String> log = this.group.leader().machine.commands();
		Set<String> logged = new HashSet<>(log);
		assertThat(logged).as("each command at most once").hasSameSizeAs(log);
		assertThat(this.applied.stream().filter((command) -> !logged.contains(command))).as("answered").isEmpty();
		assertThat(this.denied.stream().filter(logged::contains)).as("denied").isEmpty();
		assertThat(this.group.history.groups()).isEqualTo(1);
		assertThat(this.group.running().filter((process) -> !process.isMember())).isEmpty();
	}

	int commands() {
		return this.commands;
	}

	int answered() {
		return this.applied.size();
	}

}
