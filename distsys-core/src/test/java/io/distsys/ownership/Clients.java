package io.distsys.ownership;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

import io.distsys.consensus.NoQuorumException;
import io.distsys.consensus.OutcomeUnknownException;
import io.distsys.ownership.AppliedHistory.Submitted;
import io.distsys.ownership.Ownerships.Claim;
import io.distsys.ownership.SimulatedCore.Process;

/**
 * What users do meanwhile: commands that are submitted once, reads that must be current,
 * names that are claimed and given up, offers that come and go, and, where clocks lie,
 * writes to a store outside that compares tokens.
 */
final class Clients {

	private static final String SUM = "sum";

	private static final int MOST_NUMBERS = 10;

	private static final Duration WRITE = Duration.ofMillis(100);

	private final CoreChaos chaos;

	private final List<Open> open = new ArrayList<>();

	private final Map<ResourceKey, Long> register = new HashMap<>();

	private final List<Held> names = new ArrayList<>();

	private final LockClients locks;

	private final List<Added> added = new ArrayList<>();

	private long refused;

	private int operations;

	Clients(CoreChaos chaos) {
		this.chaos = chaos;
		this.locks = new LockClients(chaos);
		if (chaos.clocksLie()) {
			write();
		}
	}

	/** Something that was asked for, by whom, and whether an answer has come. */
	private static final class Open {

		private final Process process;

		private final String what;

		private boolean answered;

		private Open(Process process, String what) {
			this.process = process;
			this.what = what;
		}

	}

	private record Held(Process process, ResourceKey key, FencingToken token) {

	}

	/** A number that was to be added to the sum, each another one. */
	private static final class Added {

		private final long delta;

		private final Submitted submitted;

		private boolean acknowledged;

		private Added(long delta, Submitted submitted) {
			this.delta = delta;
			this.submitted = submitted;
		}

	}

	/** One more operation, if there is anybody to do it. */
	void act() {
		if (this.chaos.alive().isEmpty()) {
			return;
		}
		this.operations++;
		Process process = this.chaos.any();
		switch (this.chaos.random.nextInt(12)) {
			case 0, 1 -> submit(process);
			case 2, 3 -> add(process);
			case 4, 5 -> readSum(process);
			case 6, 7 -> claim(process);
			case 8 -> unclaim();
			case 9, 10 -> this.locks.enter(process);
			default -> changeOffers(process);
		}
	}

	private Duration timeout() {
		return Duration.ofMillis(500 + this.chaos.random.nextInt(6_000));
	}

	private <T> CompletionStage<T> watch(Process process, String what, CompletionStage<T> stage) {
		Open one = new Open(process, what);
		this.open.add(one);
		return stage.whenComplete((done, failure) -> {
			one.answered = true;
			Throwable cause = cause(failure);
			if (cause != null && !(cause instanceof NoQuorumException) && !(cause instanceof OutcomeUnknownException)) {
				this.chaos.story.violated(what + " of " + process.number + " failed with " + cause);
			}
		});
	}

	private static Throwable cause(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	/** A command that changes nothing and that nobody else submits. */
	private void submit(Process process) {
		Command command = new Command.Describe(new SessionId(process.id(), 0),
				new Command.Held(ResourceKey.of("once", "command"), new FencingToken(this.operations)), Map.of());
		byte[] bytes = CommandCodec.encode(command);
		Submitted submitted = this.chaos.applied.submitting(bytes);
		watch(process, "command", process.log.submit(bytes, timeout())).whenComplete((done, failure) -> {
			if (cause(failure) instanceof NoQuorumException) {
				submitted.denied(this.chaos.story);
			}
		});
	}

	private void add(Process process) {
		long delta = this.operations;
		Numbers.Change change = new Numbers.Change.Add(delta);
		Added one = new Added(delta, this.chaos.applied
			.submitting(CommandCodec.encode(new Command.ChangeNumber(SUM, change, MOST_NUMBERS))));
		this.added.add(one);
		watch(process, "addition", process.ownership.numbers().change(SUM, change, MOST_NUMBERS, timeout()))
			.whenComplete((changed, failure) -> {
				if (changed != null) {
					one.acknowledged = true;
				}
				else if (cause(failure) instanceof NoQuorumException) {
					one.submitted.denied(this.chaos.story);
				}
			});
	}

	/** What was acknowledged before is in it, and nothing that is not in the log. */
	private void readSum(Process process) {
		long before = sum((one) -> one.acknowledged);
		watch(process, "read", process.ownership.numbers().read(SUM, timeout())).thenAccept((value) -> {
			long after = sum((one) -> one.submitted.isApplied());
			if (this.chaos.applied.groups() == 1 && (value < before || value > after)) {
				this.chaos.story.violated(process.number + " reads " + value + ", acknowledged before was " + before
						+ " and applied is " + after);
			}
		});
	}

	private long sum(Predicate<Added> which) {
		return this.added.stream().filter(which).mapToLong((one) -> one.delta).sum();
	}

	private void claim(Process process) {
		ResourceKey key = ResourceKey.of("name", "n" + this.chaos.random.nextInt(4));
		watch(process, "claim", process.ownership.claim(key, Map.of("by", "" + process.number), timeout()))
			.thenAccept((claim) -> {
				if (claim instanceof Claim.Granted granted) {
					Held held = new Held(process, key, granted.fence().token());
					if (!this.names.contains(held)) {
						this.names.add(held);
						this.chaos.holders.begin(process, key, granted.fence());
					}
				}
			});
	}

	private void unclaim() {
		if (!this.names.isEmpty()) {
			Held held = this.names.get(this.chaos.random.nextInt(this.names.size()));
			if (!held.process().loop.isCrashed()) {
				watch(held.process(), "unclaim", held.process().ownership.unclaim(held.key(), held.token(), timeout()));
			}
		}
	}

	private void changeOffers(Process process) {
		List<Offer> offers = this.chaos.parts(process).offers();
		Offer offer = new Offer("singleton", "mailer", 1);
		if (offers.remove(offer)) {
			process.ownership.withdraw(offer);
		}
		else {
			offers.add(offer);
			process.ownership.offer(offer);
		}
	}

	/** Whoever acts writes, and the store refuses what comes with an older token. */
	private void write() {
		for (Holders.Tenure tenure : this.chaos.holders.all()) {
			if (tenure.acts() && !tenure.process().loop.isPaused()) {
				long delay = this.chaos.random.nextInt(50_000_000);
				this.chaos.core.time.after(delay, () -> {
					long token = tenure.fence().token().value();
					if (token < this.register.getOrDefault(tenure.key(), 0L)) {
						this.refused++;
						this.chaos.story.tell("a late write is refused:", tenure);
					}
					this.register.merge(tenure.key(), token, Math::max);
				});
			}
		}
		this.chaos.core.time.after(WRITE.toNanos(), this::write);
	}

	/** Nobody wants anything any more. */
	void end() {
		this.locks.leaveAll();
	}

	/** See whether all goes on as on the first day. */
	void tryOnce() {
		this.locks.enterOnce();
		add(this.chaos.any());
	}

	/** Everybody who still runs has been answered, and all that was done is there. */
	void check() {
		this.locks.check();
		long acknowledged = sum((one) -> one.acknowledged);
		long applied = sum((one) -> one.submitted.isApplied());
		if (!this.added.get(this.added.size() - 1).acknowledged) {
			throw new AssertionError("The last addition was not acknowledged");
		}
		for (Process process : this.chaos.alive()) {
			long sum = process.table.number(SUM);
			if (this.chaos.applied.groups() == 1 && (sum != applied || sum < acknowledged)) {
				throw new AssertionError("The sum is " + sum + " on " + process.number + ", acknowledged was "
						+ acknowledged + ", applied " + applied);
			}
		}
		for (Open one : this.open) {
			if (!one.answered && !one.process.loop.isCrashed()) {
				throw new AssertionError("Never answered: " + one.what + " of " + one.process.number);
			}
		}
	}

	long refused() {
		return this.refused;
	}

	int operations() {
		return this.operations;
	}

}
