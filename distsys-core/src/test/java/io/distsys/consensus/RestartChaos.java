package io.distsys.consensus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import io.distsys.consensus.SimulatedGroup.Process;

/**
 * As many places for a process as nodes are expected. Processes stop, start anew with
 * nothing remembered, pause, and are cut off from each other at any time, most of all
 * while they make a group. Majorities are killed without regard: the group may be lost,
 * but there may never be two that can decide.
 */
final class RestartChaos {

	private static final Duration LOOK = Duration.ofMillis(50);

	private final SimulatedGroup group;

	private final Random random;

	private final List<Place> places = new ArrayList<>();

	private final List<String> story = new ArrayList<>();

	private final boolean pauses;

	int foundings;

	private static final class Place {

		private Process process;

		private boolean right;

	}

	RestartChaos(long seed, int size) {
		this.group = new SimulatedGroup(seed).expecting(size).with(5, Duration.ofSeconds(4), 20);
		this.random = this.group.time.random();
		this.pauses = seed % 2 == 0;
		this.group.history.oneAfterAnother = !this.pauses;
		this.group.network.delay(100_000, 30_000_000);
		for (int i = 0; i < size; i++) {
			this.places.add(new Place());
		}
	}

	void run(Duration length) {
		long end = this.group.time.nanos() + length.toNanos();
		try {
			while (this.group.time.nanos() < end) {
				fault(this.places.get(this.random.nextInt(this.places.size())));
				watch(Duration.ofMillis(50 + this.random.nextInt(4_000)));
			}
			calmDown();
		}
		catch (AssertionError | History.SafetyViolation ex) {
			throw new AssertionError(ex.getMessage() + "\n" + String.join("\n", this.story) + this.group.describe(),
					ex);
		}
		this.foundings = this.group.history.groups();
	}

	private void watch(Duration length) {
		long end = this.group.time.nanos() + length.toNanos();
		while (this.group.time.nanos() < end) {
			this.group.time.runFor(LOOK);
			if (this.random.nextInt(4) == 0) {
				this.group.running().forEach((process) -> process.submit("x", Duration.ofSeconds(1)));
			}
			Set<Object> deciding = this.group.deciding();
			if (deciding.size() > 1) {
				throw new AssertionError("Two groups can decide: " + deciding);
			}
		}
	}

	private void tell(String what) {
		this.story.add(Duration.ofNanos(this.group.time.nanos()) + " " + what);
	}

	private void fault(Place place) {
		Process process = place.process;
		if (process == null || !process.isRunning()) {
			start(place);
			return;
		}
		switch (this.random.nextInt(10)) {
			case 0, 1, 2, 3 -> {
				stop(process);
				this.group.time.runFor(Duration.ofMillis(this.random.nextInt(200)));
				start(place);
			}
			case 4 -> leaveOrStop(process);
			case 5, 6 -> split();
			case 7 -> this.group.network.disturb(this.random.nextDouble() * 0.2, this.random.nextDouble() * 0.2);
			case 8 -> pause(process);
			default -> heal();
		}
	}

	private void start(Place place) {
		place.process = this.group.startSeeing(List.of());
		tell("start " + place.process.number + " on the " + (place.right ? "right" : "left"));
		for (Place other : this.places) {
			if (other != place && other.process != null && other.process.isRunning()) {
				meetOrCut(place, other);
			}
		}
	}

	private void meetOrCut(Place one, Place other) {
		if (one.right == other.right) {
			this.group.introduce(one.process, other.process);
		}
		else {
			this.group.network.cut(one.process.id(), other.process.id());
			one.process.membership.lose(other.process.id());
			other.process.membership.lose(one.process.id());
		}
	}

	private void stop(Process process) {
		tell("kill " + process.number);
		process.loop.crash();
		this.group.lose(process);
	}

	private void leaveOrStop(Process process) {
		if (this.random.nextBoolean()) {
			stop(process);
			return;
		}
		tell("leave " + process.number);
		process.log.leave(Duration.ofSeconds(15)).whenComplete((done, failure) -> this.group.time.after(0, () -> {
			tell("left " + process.number + " " + failure);
			this.group.gone(process);
		}));
	}

	private void pause(Process process) {
		if (this.pauses) {
			tell("pause " + process.number);
			process.loop.pause();
			this.group.time.after(Duration.ofMillis(this.random.nextInt(5_000)).toNanos(), process.loop::resume);
		}
	}

	private void split() {
		this.places.forEach((place) -> place.right = this.random.nextBoolean());
		tell("split, on the right "
				+ running().filter((place) -> place.right).map((place) -> place.process.number).toList());
		reconnect();
	}

	private void heal() {
		tell("heal");
		this.places.forEach((place) -> place.right = false);
		this.group.network.disturb(0, 0);
		reconnect();
	}

	private Stream<Place> running() {
		return this.places.stream().filter((place) -> place.process != null && place.process.isRunning());
	}

	private void reconnect() {
		this.group.network.heal();
		List<Place> running = running().toList();
		running.forEach(
				(one) -> running.stream().filter((other) -> other != one).forEach((other) -> meetOrCut(one, other)));
	}

	/** Where a group can decide, or enough are free to make one, all end in one. */
	private void calmDown() {
		watch(Duration.ofSeconds(6));
		heal();
		watch(Duration.ofSeconds(1));
		this.places.stream()
			.filter((place) -> place.process == null || !place.process.isRunning())
			.forEach(this::start);
		watch(Duration.ofSeconds(10));
		long free = this.group.running().filter((process) -> !process.isMember()).count();
		if (!this.group.surelyDeciding().isEmpty() || free >= this.group.settings.founders()) {
			this.group.until("all are in one group that decides", Duration.ofSeconds(60),
					() -> this.group.leaders().size() == 1 && this.group.running()
						.allMatch((process) -> process.group().equals(this.group.leaders().get(0).group())));
		}
	}

}
