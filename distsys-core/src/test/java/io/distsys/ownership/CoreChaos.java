package io.distsys.ownership;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

import io.distsys.consensus.ConsensusSettings;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.consensus.Seats;
import io.distsys.consensus.StateMachine;
import io.distsys.ownership.SimulatedCore.Process;
import io.distsys.ownership.SimulatedCore.Setup;
import io.distsys.simulation.SimulationLog;
import io.distsys.simulation.Story;

/**
 * One run of the whole core under everything that can happen to it. The seed decides
 * everything.
 */
final class CoreChaos {

	/** After the last fault everything must be owned again within this time. */
	static final Duration LIVE_AGAIN = Duration.ofSeconds(20);

	/** And this long after dead voters are removed, enough must vote. */
	static final Duration SAFE_AGAIN = Duration.ofSeconds(15);

	private static final Duration LENGTH = Duration.ofSeconds(20);

	/** Everybody is answered by then. */
	private static final Duration LAST_ANSWERS = Duration.ofSeconds(7);

	private static final Duration SOON = Duration.ofSeconds(1);

	/** A change of the voters that is under way is known to all by then. */
	private static final Duration CHANGE_OF_VOTERS = Duration.ofSeconds(5);

	private static final int TAIL = 400;

	final SimulatedCore core;

	final Story story;

	final Random random;

	final AppliedHistory applied;

	final Holders holders;

	final int expectedSize;

	private final long seed;

	private final boolean clocksLie;

	private final Map<Process, Parts> parts = new LinkedHashMap<>();

	private final Nemesis nemesis;

	private final Clients clients;

	private final Settled settled;

	private int elections;

	/** What a process is made of, for the checks. */
	record Parts(CheckedMachine machine, List<ChaoticTenant> tenants, List<Offer> offers) {

	}

	/**
	 * What came of a run.
	 *
	 * @param failure what must not have happened, with the story; empty if all is well
	 * @param majorityLost whether the voters that were killed were too many
	 * @param trace tells two runs apart
	 */
	record Outcome(long seed, String failure, boolean majorityLost, long trace, Duration liveAfter, Counts counts) {

	}

	/** What happened in a run. */
	record Counts(Duration virtual, long steps, long entries, long installs, int elections, int groups, int tenures,
			int overlaps, long refused, int operations, int faults) {

	}

	private CoreChaos(long seed, boolean clocksLie) {
		this.seed = seed;
		this.clocksLie = clocksLie;
		this.random = new Random(seed * 0x9E3779B97F4A7C15L);
		this.expectedSize = new int[] { 3, 3, 4, 5, 6, 1 }[this.random.nextInt(clocksLie ? 5 : 6)];
		this.core = new SimulatedCore(seed, setup(), new Checks());
		this.story = new Story(this.core.time);
		this.applied = new AppliedHistory(this.story, this.expectedSize > 1);
		this.holders = new Holders(this.story, clocksLie ? Holders.Promise.TOKENS_ONLY
				: (this.expectedSize > 1) ? Holders.Promise.ONE : Holders.Promise.ONE_IN_EACH_GROUP);
		this.nemesis = new Nemesis(this);
		this.clients = new Clients(this);
		this.settled = new Settled(this);
	}

	/** Run a seed. */
	static Outcome run(long seed) {
		return new CoreChaos(seed, false).run();
	}

	/**
	 * Run a seed and say what is wrong, for those who know this class by its name only.
	 */
	static String failure(long seed) {
		return run(seed).failure();
	}

	/** Run a seed in a process of its own. */
	public static void main(String[] seed) {
		try (SimulationLog log = SimulationLog.open(false)) {
			System.out.println(run(Long.parseLong(seed[0])));
		}
	}

	/** Run a seed with clocks that run apart by far more than the settings allow. */
	static Outcome runWithLyingClocks(long seed) {
		return new CoreChaos(seed, true).run();
	}

	private Setup setup() {
		ConsensusSettings defaults = ConsensusSettings.ofDefaults();
		ConsensusSettings consensus = new ConsensusSettings(this.expectedSize, this.random.nextBoolean() ? 3 : 5,
				defaults.heartbeat(), defaults.electionTimeout(),
				Duration.ofSeconds(this.random.nextBoolean() ? 5 : 15), defaults.leaseTime(),
				20 + this.random.nextInt(300));
		return new Setup(consensus, LeaseSettings.ofDefaults(), this.random.nextInt(3) == 0,
				this.random.nextInt(4) == 0, Duration.ofMillis(1_000 + this.random.nextInt(5_000)),
				Duration.ofMillis(200 + this.random.nextInt(2_000)));
	}

	private Outcome run() {
		SimulationLog.tell(this.story);
		String failure = "";
		boolean lost = false;
		Duration liveAfter = Duration.ZERO;
		try {
			this.nemesis.startAll();
			suffer();
			if (this.clocksLie) {
				return outcome("", false, Duration.ZERO);
			}
			long healedAt = this.core.time.nanos();
			this.nemesis.endAll();
			this.parts.values().forEach((one) -> one.tenants().forEach(ChaoticTenant::tame));
			this.clients.end();
			lost = !awaitSettled();
			liveAfter = Duration.ofNanos(this.core.time.nanos() - healedAt);
			if (!lost) {
				// A leader that is alone has to notice it.
				this.core.time.runFor(LAST_ANSWERS);
				lost = !awaitSettled();
			}
			if (!lost) {
				checkClients();
				checkVoters(healedAt);
				await("Settled once, but", this.core.time.nanos() + CHANGE_OF_VOTERS.toNanos(), this.settled::missing);
			}
		}
		catch (AssertionError | RuntimeException | Story.SafetyViolation ex) {
			failure = "Seed " + this.seed + ": " + ex.getMessage() + describe(ex);
		}
		finally {
			SimulationLog.tell(null);
		}
		return outcome(failure, lost, liveAfter);
	}

	private Outcome outcome(String failure, boolean lost, Duration liveAfter) {
		return new Outcome(this.seed, failure, lost, this.core.time.trace(), liveAfter, counts());
	}

	private void suffer() {
		long end = this.core.time.nanos() + LENGTH.toNanos();
		while (this.core.time.nanos() < end) {
			this.nemesis.act();
			long calm = this.core.time.nanos() + Duration.ofMillis(50 + this.random.nextInt(2_500)).toNanos();
			while (this.core.time.nanos() < calm) {
				this.core.time.runFor(Duration.ofMillis(5 + this.random.nextInt(100)));
				this.clients.act();
				this.nemesis.startMissing();
				check();
			}
		}
	}

	private void check() {
		this.holders.check();
		this.story.check();
	}

	/** Returns whether the core lives; if not, the majority was lost for real. */
	private boolean awaitSettled() {
		long end = this.core.time.nanos() + LIVE_AGAIN.toNanos();
		String missing = this.settled.missing();
		while (!missing.isEmpty()) {
			if (this.core.time.nanos() >= end) {
				if (this.nemesis.isMajorityLost()) {
					this.settled.checkNothingIsHeld();
					return false;
				}
				throw new AssertionError("Not settled " + LIVE_AGAIN + " after the last fault: " + missing);
			}
			this.core.time.runFor(Duration.ofMillis(100));
			check();
			missing = this.settled.missing();
		}
		return true;
	}

	private void checkClients() {
		this.clients.tryOnce();
		this.core.time.runFor(SOON);
		this.clients.check();
		check();
	}

	private void checkVoters(long healedAt) {
		Duration removal = this.core.setup().consensus().crashedVoterRemoval().plus(this.core.setup().detection());
		long end = healedAt + removal.plus(SAFE_AGAIN).toNanos();
		await("Voters:", end, this.settled::missingVoters);
	}

	private void await(String what, long end, Supplier<String> missing) {
		for (String now = missing.get(); !now.isEmpty(); now = missing.get()) {
			if (this.core.time.nanos() >= end) {
				throw new AssertionError(what + " " + now);
			}
			this.core.time.runFor(Duration.ofMillis(250));
			check();
		}
	}

	private String describe(Throwable thrown) {
		StringBuilder text = new StringBuilder("\n").append(this.core.setup()).append('\n');
		text.append(this.story.tail(TAIL)).append('\n');
		this.core.alive().forEach((process) -> text.append(process).append('\n'));
		if (!(thrown instanceof Story.SafetyViolation)) {
			java.io.StringWriter trace = new java.io.StringWriter();
			thrown.printStackTrace(new java.io.PrintWriter(trace));
			text.append(trace);
		}
		return text.toString();
	}

	private Counts counts() {
		return new Counts(Duration.ofNanos(this.core.time.nanos()), this.core.time.ran(), this.applied.entries(),
				this.applied.installs(), this.elections, this.applied.groups(), this.holders.tenures(),
				this.holders.overlaps(), this.clients.refused(), this.clients.operations(), this.nemesis.faults());
	}

	/** Start a process with a clock that is as wrong as it may be. */
	Process start() {
		List<Offer> offers = new ArrayList<>();
		offers.add(new Offer("slot", "orders", 8));
		offers.add(new Offer("singleton", "ledger", 1));
		if (this.random.nextInt(3) > 0) {
			offers.add(new Offer("singleton", "mailer", 1));
		}
		if (this.random.nextBoolean()) {
			offers.add(new Offer("singleton", "clock", 1));
		}
		Process process = this.core.start(clockRate(), offers);
		this.parts.get(process).offers().addAll(offers);
		return process;
	}

	double clockRate() {
		double bound = this.clocksLie ? 0.4 : LeaseSettings.ofDefaults().drift();
		return 1 + bound * switch (this.random.nextInt(4)) {
			case 0 -> -1;
			case 1 -> 1;
			default -> 2 * this.random.nextDouble() - 1;
		};
	}

	boolean clocksLie() {
		return this.clocksLie;
	}

	Parts parts(Process process) {
		return this.parts.get(process);
	}

	List<Process> alive() {
		return this.core.alive();
	}

	Process any() {
		return alive().get(this.random.nextInt(alive().size()));
	}

	boolean hasNobodyLeaving() {
		return this.nemesis.hasNobodyLeaving();
	}

	Set<String> livingMemberships() {
		Set<String> living = new HashSet<>();
		alive().forEach((process) -> Seats.self(process.raft).ifPresent(living::add));
		return living;
	}

	/** Puts the checks between the parts of each process. */
	private final class Checks implements SimulatedCore.Instruments {

		private CheckedMachine machine;

		@Override
		public StateMachine machine(Process process, OwnershipTable table) {
			this.machine = new CheckedMachine(process.number, table, CoreChaos.this.applied);
			return this.machine;
		}

		@Override
		public ReplicatedLog log(Process process, ReplicatedLog log) {
			log.onLeadership(new ReplicatedLog.LeadershipListener() {

				@Override
				public void leading(long term) {
					CoreChaos.this.elections++;
					CoreChaos.this.story.tell(process.number, "leads in term", term);
				}

				@Override
				public void following() {
					CoreChaos.this.story.tell(process.number, "leads no more");
				}

			});
			return new WatchedLog(process.number, log, this.machine, CoreChaos.this.applied, CoreChaos.this.story);
		}

		@Override
		public List<Tenant> tenants(Process process) {
			List<ChaoticTenant> tenants = List.of(tenant("singleton", process), tenant("slot", process));
			CoreChaos.this.parts.put(process, new Parts(this.machine, tenants, new ArrayList<>()));
			process.whenCrashed = () -> CoreChaos.this.holders.killed(process);
			return List.copyOf(tenants);
		}

		private ChaoticTenant tenant(String kind, Process process) {
			return new ChaoticTenant(kind, process, CoreChaos.this.holders, CoreChaos.this.random);
		}

	}

}
