package io.distsys.ownership;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.distsys.consensus.GroupStatus;
import io.distsys.consensus.Seats;
import io.distsys.ownership.SimulatedCore.Process;
import org.jspecify.annotations.Nullable;

/**
 * Brings the faults of a run, several at a time. It spares a majority of the voters,
 * except in a few runs, and never runs more processes than are expected.
 */
final class Nemesis {

	private final CoreChaos chaos;

	private final Set<Process> leaving = new HashSet<>();

	private final boolean merciless;

	private final int most;

	private @Nullable Seats newestSeats;

	private long lastMissing;

	private int wanted;

	private boolean over;

	private int faults;

	Nemesis(CoreChaos chaos) {
		this.chaos = chaos;
		this.merciless = chaos.random.nextInt(25) == 0;
		this.most = (chaos.expectedSize == 1) ? 6 : chaos.expectedSize;
	}

	/** Start the first processes; sometimes the faults begin before there is a group. */
	void startAll() {
		int expected = this.chaos.expectedSize;
		int first = (expected == 1) ? 3 + random(4) : expected - random(expected / 3);
		for (int i = 0; i < first; i++) {
			tell("start", this.chaos.start().number);
			this.chaos.core.time.runFor(Duration.ofMillis(random(3) == 0 ? random(2_000) : 0));
		}
		if (random(3) > 0) {
			this.chaos.core.time.runFor(Duration.ofSeconds(5));
		}
	}

	int faults() {
		return this.faults;
	}

	private int random(int bound) {
		return this.chaos.random.nextInt(bound);
	}

	private Duration upTo(int millis) {
		return Duration.ofMillis(1 + random(millis));
	}

	private void tell(Object... what) {
		this.chaos.story.tell(what);
	}

	private void later(Duration delay, Runnable task) {
		this.chaos.core.time.after(delay.toNanos(), () -> {
			if (!this.over) {
				task.run();
			}
		});
	}

	/** One more fault. */
	void act() {
		this.faults++;
		noticeSeats();
		if (this.chaos.alive().isEmpty()) {
			this.wanted++;
			return;
		}
		Process victim = victim();
		switch (random(14)) {
			case 0, 1 -> crash(victim);
			case 2 -> leave(victim);
			case 3 -> this.wanted++;
			case 4, 5 -> pause(victim);
			case 6 -> isolate(victim);
			case 7 -> cut(victim, this.chaos.any());
			case 8 -> cutOneWay(victim);
			case 9 -> halve();
			case 10 -> flap(victim, this.chaos.any());
			case 11 -> weather();
			case 12 -> drift(victim);
			default -> heal();
		}
	}

	/** Any process, but rather one that matters. */
	private Process victim() {
		List<Process> alive = this.chaos.alive();
		if (random(2) == 0) {
			for (Process process : alive) {
				if (process.raft.status().role() == GroupStatus.Role.LEADER) {
					return process;
				}
			}
		}
		return this.chaos.any();
	}

	private void crash(Process victim) {
		if (!canSpare(victim)) {
			return;
		}
		tell("crash", victim.number);
		this.leaving.remove(victim);
		if (random(2) == 0) {
			victim.kill();
		}
		else {
			victim.crash();
		}
		if (random(4) > 0) {
			later(upTo(6_000), () -> this.wanted++);
		}
	}

	/**
	 * Leave like a process that is told to end, with all the time it needs; one stays.
	 */
	private void leave(Process victim) {
		boolean last = this.leaving.size() + 1 >= this.chaos.alive().size();
		if (last || !canSpare(victim) || !this.leaving.add(victim)) {
			return;
		}
		tell("leave", victim.number);
		victim.announceDraining();
		victim.ownership.drain(Duration.ofSeconds(20))
			.handle((done, failure) -> victim.ownership.stop(Duration.ofSeconds(20)))
			.thenCompose((closing) -> closing.handle((done, failure) -> victim.log.leave(Duration.ofMinutes(10))))
			.thenCompose((left) -> left)
			.whenComplete((done, failure) -> this.chaos.core.time.after(0, () -> {
				tell("left", victim.number, (failure != null) ? failure : "");
				noticeSeats();
				this.leaving.remove(victim);
				victim.exit();
			}));
		if (random(3) > 0) {
			later(upTo(3_000), () -> this.wanted++);
		}
	}

	/** Start processes that are wanted, one after another. */
	void startMissing() {
		long now = this.chaos.core.time.nanos();
		if (this.wanted == 0 || now - this.lastMissing < Duration.ofMillis(200).toNanos()) {
			return;
		}
		this.lastMissing = now;
		if (this.chaos.alive().size() >= this.most) {
			this.wanted = 0;
		}
		else {
			this.wanted--;
			tell("start", this.chaos.start().number);
		}
	}

	private void pause(Process victim) {
		tell("pause", victim.number);
		victim.pause();
		later(upTo(random(3) == 0 ? 8_000 : 2_500), () -> {
			tell("resume", victim.number);
			victim.resume();
		});
	}

	private void isolate(Process victim) {
		tell("isolate", victim.number);
		List<Process> others = others(victim);
		others.forEach((other) -> this.chaos.core.network.cut(victim.id(), other.id()));
		joinLater(List.of(victim), others);
	}

	private void cut(Process one, Process other) {
		if (one != other) {
			tell("cut", one.number, other.number);
			this.chaos.core.network.cut(one.id(), other.id());
			joinLater(List.of(one), List.of(other));
		}
	}

	private void cutOneWay(Process victim) {
		List<Process> others = others(victim).stream().filter((other) -> random(2) == 0).toList();
		boolean mute = random(2) == 0;
		tell(mute ? "mute" : "deafen", victim.number, "to", numbers(others));
		for (Process other : others) {
			this.chaos.core.network.cutOneWay(mute ? victim.id() : other.id(), mute ? other.id() : victim.id());
		}
		joinLater(List.of(victim), others);
	}

	private void halve() {
		List<Process> all = new ArrayList<>(this.chaos.alive());
		Collections.shuffle(all, this.chaos.random);
		List<Process> one = all.subList(0, all.size() / 2);
		List<Process> other = all.subList(all.size() / 2, all.size());
		tell("halve", numbers(one), numbers(other));
		one.forEach((here) -> other.forEach((there) -> this.chaos.core.network.cut(here.id(), there.id())));
		joinLater(one, other);
	}

	private void joinLater(List<Process> one, List<Process> other) {
		later(upTo(random(3) == 0 ? 12_000 : 4_000), () -> {
			tell("join", numbers(one), numbers(other));
			one.forEach((here) -> other.forEach((there) -> this.chaos.core.network.join(here.id(), there.id())));
		});
	}

	private void flap(Process one, Process other) {
		if (one == other) {
			return;
		}
		Duration period = upTo(2_500);
		tell("flap", one.number, other.number, "every", period);
		for (int i = 1; i <= 6; i++) {
			boolean cut = i % 2 == 1;
			later(period.multipliedBy(i), () -> {
				if (cut) {
					this.chaos.core.network.cut(one.id(), other.id());
				}
				else {
					this.chaos.core.network.join(one.id(), other.id());
				}
			});
		}
	}

	private void weather() {
		double loss = random(3) == 0 ? 0.3 * this.chaos.random.nextDouble() : 0;
		double repeated = random(3) == 0 ? 0.2 * this.chaos.random.nextDouble() : 0;
		int delay = random(3) == 0 ? 1 + random(400) : 1 + random(20);
		tell("loss", loss, "repeated", repeated, "delay up to", delay, "ms");
		this.chaos.core.network.disturb(loss, repeated);
		this.chaos.core.network.delay(100_000, 1_000_000L * delay);
		later(upTo(10_000), this::calm);
	}

	private void calm() {
		tell("calm");
		this.chaos.core.network.disturb(0, 0);
		this.chaos.core.network.delay(100_000, 1_000_000);
	}

	private void drift(Process victim) {
		double rate = this.chaos.clockRate();
		tell("clock of", victim.number, "goes at", rate);
		victim.loop.rate(rate);
	}

	private void heal() {
		tell("heal");
		this.chaos.core.network.heal();
		calm();
	}

	/** No more faults, and what was begun is over. */
	void endAll() {
		heal();
		tell("no more faults");
		this.over = true;
		this.chaos.alive().forEach((process) -> {
			if (process.loop.isPaused()) {
				process.resume();
			}
		});
	}

	private List<Process> others(Process victim) {
		return this.chaos.alive().stream().filter((other) -> other != victim).toList();
	}

	private static List<Integer> numbers(List<Process> processes) {
		return processes.stream().map((process) -> process.number).toList();
	}

	/**
	 * Whether the voters of every configuration that a node believes in can spare one.
	 */
	private boolean canSpare(Process victim) {
		if (this.chaos.alive().size() <= 1) {
			return false;
		}
		if (this.merciless) {
			return true;
		}
		Set<String> living = new HashSet<>();
		List<Process> staying = others(victim).stream().filter((process) -> !this.leaving.contains(process)).toList();
		staying.forEach((process) -> Seats.self(process.raft).ifPresent(living::add));
		boolean spared = this.chaos.alive()
			.stream()
			.allMatch((process) -> Seats.of(process.raft).map((seats) -> seats.hasMajority(living)).orElse(true));
		return spared && staying.size() >= this.chaos.expectedSize / 2 + 1;
	}

	private void noticeSeats() {
		for (Process process : this.chaos.alive()) {
			Seats.committed(process.raft)
				.filter((seats) -> this.newestSeats == null || seats.index() > this.newestSeats.index())
				.ifPresent((seats) -> this.newestSeats = seats);
		}
	}

	/**
	 * Whether those who could go on are fewer than a majority of the voters, by the last
	 * change of them that was committed or by one that may have been; or fewer than it
	 * takes to begin, if nobody ever has.
	 */
	boolean isMajorityLost() {
		noticeSeats();
		Seats newest = this.newestSeats;
		if (newest == null) {
			return this.chaos.alive().size() < Seats.founders(this.chaos.core.setup().consensus());
		}
		Set<String> living = this.chaos.livingMemberships();
		if (!newest.hasMajority(living)) {
			return true;
		}
		return this.chaos.alive()
			.stream()
			.flatMap((process) -> Seats.of(process.raft).stream())
			.anyMatch((seats) -> seats.index() > newest.index() && !seats.hasMajority(living));
	}

	/** Whether all who were to leave have left. */
	boolean hasNobodyLeaving() {
		return this.leaving.isEmpty();
	}

}
