package io.distsys.consensus;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupStatus.Role;
import io.distsys.consensus.ReplicatedLog.Applied;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.simulation.SimulatedMessenger;
import io.distsys.simulation.SimulatedNetwork;
import io.distsys.simulation.VirtualLoop;
import io.distsys.simulation.VirtualTime;

/** Nodes with a log each, in virtual time. */
final class SimulatedGroup {

	private static final Duration LOOK = Duration.ofMillis(10);

	static final Duration SOON = Duration.ofSeconds(20);

	static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

	final VirtualTime time;

	final SimulatedNetwork network;

	final History history = new History();

	final List<Process> processes = new ArrayList<>();

	ConsensusSettings settings = ConsensusSettings.ofDefaults();

	SimulatedGroup(long seed) {
		this.time = new VirtualTime(seed);
		this.network = new SimulatedNetwork(this.time);
	}

	SimulatedGroup expecting(int size) {
		this.settings = this.settings.withExpectedSize(size);
		return this;
	}

	SimulatedGroup with(int maxVoters, Duration crashedVoterRemoval, int snapshotEvery) {
		this.settings = new ConsensusSettings(this.settings.expectedSize(), maxVoters, this.settings.heartbeat(),
				this.settings.electionTimeout(), crashedVoterRemoval, this.settings.leaseTime(), snapshotEvery);
		return this;
	}

	/** Start a process that sees, and is seen by, all that run. */
	Process start() {
		return startSeeing(running().toList());
	}

	Process startSeeing(List<Process> others) {
		Process process = new Process(this.processes.size() + 1L);
		this.processes.add(process);
		others.forEach((other) -> introduce(process, other));
		process.log.start();
		return process;
	}

	List<Process> start(int count) {
		List<Process> started = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			started.add(start());
		}
		return started;
	}

	void introduce(Process one, Process other) {
		one.membership.join(other.membership.self());
		other.membership.join(one.membership.self());
	}

	Stream<Process> running() {
		return this.processes.stream().filter(Process::isRunning);
	}

	/** Like kill -9: the others notice a second later. */
	void crash(Process process) {
		process.loop.crash();
		this.time.after(Duration.ofSeconds(1).toNanos(), () -> lose(process));
	}

	void lose(Process process) {
		this.processes.forEach((other) -> other.membership.lose(process.id()));
	}

	/** What a node's process does when its log has left: it goes. */
	void gone(Process process) {
		process.loop.crash();
		this.processes.forEach((other) -> other.membership.leave(process.id()));
	}

	/** Let it leave in order, and end its process. */
	void leaveInOrder(Process process, Duration limit) {
		CompletableFuture<Void> left = process.leave();
		until("it has left", limit, left::isDone);
		gone(process);
	}

	/** All see each other again, whatever happened between them. */
	void introduceAll() {
		this.network.heal();
		List<Process> all = running().toList();
		all.forEach((one) -> others(one).forEach((other) -> introduce(one, other)));
	}

	List<Process> others(Process one) {
		return running().filter((other) -> other != one).toList();
	}

	void cut(Process one, List<Process> others) {
		others.forEach((other) -> this.network.cut(one.id(), other.id()));
	}

	void until(String what, BooleanSupplier condition) {
		until(what, SOON, condition);
	}

	/** Looks every ten milliseconds: looking is dearer than running. */
	void until(String what, Duration limit, BooleanSupplier condition) {
		long end = this.time.nanos() + limit.toNanos();
		while (!condition.getAsBoolean()) {
			if (this.time.nanos() >= end) {
				throw new AssertionError("Not within " + limit + " of virtual time, at "
						+ Duration.ofNanos(this.time.nanos()) + ": " + what + describe());
			}
			this.time.runFor(LOOK);
		}
	}

	String describe() {
		StringBuilder text = new StringBuilder();
		this.processes.forEach((process) -> text.append("\n  ").append(process));
		return text.toString();
	}

	Process leader() {
		until("one leader", () -> leaders().size() == 1);
		return leaders().get(0);
	}

	List<Process> leaders() {
		return running().filter((process) -> process.leading).toList();
	}

	/**
	 * Groups of which so many voters run that they can decide, if what at least one of
	 * their nodes knows of them is so.
	 */
	Set<Object> deciding() {
		Set<Object> deciding = new HashSet<>();
		running().filter(this::seesItsGroupDecide).forEach((process) -> deciding.add(process.group()));
		return deciding;
	}

	/** Those of which all of their nodes say so. */
	Set<Object> surelyDeciding() {
		Set<Object> deciding = deciding();
		running().filter((process) -> !seesItsGroupDecide(process))
			.forEach((process) -> deciding.remove(process.group()));
		return deciding;
	}

	private boolean seesItsGroupDecide(Process process) {
		List<NodeId> voters = process.log.status().voters();
		long living = running().filter((other) -> other.group().equals(process.group()))
			.filter((other) -> voters.contains(other.id()))
			.count();
		return process.isMember() && living >= Objects.requireNonNull(process.log.keeper().life()).quorum();
	}

	void untilVoters(int count) {
		until(count + " voters", () -> running().allMatch((process) -> process.log.status().voters().size() == count));
	}

	void untilConverged() {
		untilConverged(SOON);
	}

	void untilConverged(Duration limit) {
		until("the same everywhere", limit, () -> {
			Set<Object> states = new HashSet<>();
			running().forEach((process) -> states.add(List.of(process.group(), process.machine.entries())));
			return states.size() == 1 && leaders().size() == 1;
		});
	}

	/** Submit and wait for it. */
	Applied submit(Process process, String command) {
		CompletableFuture<Applied> future = process.submit(command, Duration.ofSeconds(10));
		until("'" + command + "' is applied", future::isDone);
		return future.join();
	}

	final class Process {

		final long number;

		final VirtualLoop loop;

		final SimulatedMembership membership;

		final RecordingMachine machine;

		final RaftReplicatedLog log;

		boolean leading;

		long leadingTerm;

		int followings;

		Process(long number) {
			this.number = number;
			this.loop = new VirtualLoop(SimulatedGroup.this.time);
			this.membership = new SimulatedMembership(SimulatedMembership.node(number), this.loop);
			this.machine = new RecordingMachine(SimulatedGroup.this.history);
			SimulatedMessenger messenger = new SimulatedMessenger(this.membership,
					SimulatedGroup.this.network.connect(id(), this.loop), this.loop);
			this.log = new RaftReplicatedLog(this.membership, messenger, this.loop, this.machine,
					SimulatedGroup.this.settings, new Random(SimulatedGroup.this.time.random().nextLong()),
					SimulatedGroup.this.time.wallClock(BEGINNING));
			this.log.onLeadership(new ReplicatedLog.LeadershipListener() {

				@Override
				public void leading(long term) {
					Process.this.leading = true;
					Process.this.leadingTerm = term;
				}

				@Override
				public void following() {
					Process.this.leading = false;
					Process.this.followings++;
				}

			});
		}

		NodeId id() {
			return this.membership.self().id();
		}

		boolean isRunning() {
			return !this.loop.isCrashed();
		}

		Object group() {
			GroupId group = this.log.status().group();
			return (group != null) ? group : "none";
		}

		boolean isMember() {
			return this.log.status().role() != Role.NONE;
		}

		CompletableFuture<Applied> submit(String command, Duration timeout) {
			return this.log.submit(command.getBytes(StandardCharsets.UTF_8), timeout).toCompletableFuture();
		}

		CompletableFuture<Applied> submitVital(String command, Duration timeout) {
			return this.log.submitVital(command.getBytes(StandardCharsets.UTF_8), timeout).toCompletableFuture();
		}

		CompletableFuture<Long> readBarrier(Duration timeout) {
			return this.log.readBarrier(timeout).toCompletableFuture();
		}

		CompletableFuture<Void> leave() {
			return this.log.leave(Duration.ofSeconds(15)).toCompletableFuture();
		}

		@Override
		public String toString() {
			return "n" + this.number + (isRunning() ? "" : " crashed") + (this.leading ? " leads" : "") + " "
					+ this.log.status();
		}

	}

}
