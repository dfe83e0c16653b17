package io.distsys.faults.nemesis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a nemesis does, and when: a pure function of the seed, the number of nodes and the
 * time. One track breaks the network, another the processes, both at once; some seeds do
 * one thing only, all processes restarted or the cluster in halves. No more processes end
 * than the others can do without, because a restarted one is a new member and a majority
 * of members that has ended does not come back; but all may end together, which makes a
 * new group.
 *
 * @param seed the seed
 * @param size the number of nodes
 * @param steps the steps, in order of time
 */
public record NemesisPlan(long seed, int size, List<Step> steps) {

	private static final List<Integer> CUT_MILLIS = List.of(800, 2_500, 5_000, 5_000, 7_000, 10_000);

	private static final List<Integer> PAUSE_MILLIS = List.of(1_000, 1_000, 1_000, 2_500, 5_000, 5_000, 5_000, 20_000);

	private static final List<Integer> SLOW_MILLIS = List.of(1_000, 3_000, 6_000, 12_000);

	private static final int FLAP_MILLIS = 2_000;

	/**
	 * A step.
	 *
	 * @param at when, since the begin
	 * @param action what
	 */
	public record Step(Duration at, Action action) {

	}

	/**
	 * Make a plan.
	 * @param seed the seed
	 * @param size the number of nodes
	 * @param time when no more begins
	 * @return the plan
	 */
	public static NemesisPlan of(long seed, int size, Duration time) {
		Generator generator = new Generator(new Random(seed), size, time.toMillis());
		switch ((int) Math.floorMod(seed, 10L)) {
			case 4 -> generator.slow();
			case 7 -> generator.halves();
			case 8 -> generator.restartOneByOne();
			case 9 -> generator.restartAll();
			default -> generator.mix();
		}
		List<Step> steps = generator.steps.stream().sorted(Comparator.comparing(Step::at)).toList();
		return new NemesisPlan(seed, size, steps);
	}

	@Override
	public String toString() {
		return this.steps.stream()
			.map((step) -> step.at().toMillis() + " ms " + step.action())
			.collect(Collectors.joining("\n", "seed " + this.seed + ", " + this.size + " nodes\n", ""));
	}

	/** Draws a plan. */
	private static final class Generator {

		private final List<Step> steps = new ArrayList<>();

		private final List<Minority> minorities = new ArrayList<>();

		private final Random random;

		private final int size;

		private final long millis;

		private Generator(Random random, int size, long millis) {
			this.random = random;
			this.size = size;
			this.millis = millis;
		}

		private void add(long at, Action action) {
			this.steps.add(new Step(Duration.ofMillis(at), action));
		}

		private <T> T one(List<T> choices) {
			return choices.get(this.random.nextInt(choices.size()));
		}

		private Set<Integer> nodes() {
			return IntStream.rangeClosed(1, this.size).boxed().collect(Collectors.toCollection(TreeSet::new));
		}

		private Set<Integer> some(int count) {
			List<Integer> shuffled = new ArrayList<>(nodes());
			Collections.shuffle(shuffled, this.random);
			return new TreeSet<>(shuffled.subList(0, count));
		}

		private Set<Integer> others(Set<Integer> some) {
			Set<Integer> others = nodes();
			others.removeAll(some);
			return others;
		}

		private void mix() {
			network();
			processes();
		}

		/** The network fails around nodes that are slow, one at a time. */
		private void slow() {
			network();
			for (long at = this.random.nextInt(2_000); at < this.millis; at += this.random.nextInt(2_000)) {
				int node = victim(at);
				add(at, new Action.Slow(node));
				at += one(SLOW_MILLIS);
				add(at, new Action.Resume(node));
			}
		}

		/**
		 * One is killed, and the others see only half of themselves: alive are enough,
		 * and nobody may decide. It is the same one each time, after it has a vote again.
		 */
		private void halves() {
			int killed = 1 + this.random.nextInt(this.size);
			List<Integer> left = new ArrayList<>(others(Set.of(killed)));
			for (long at = this.random.nextInt(2_000); at < this.millis; at += 1_000 + this.random.nextInt(4_000)) {
				Collections.shuffle(left, this.random);
				Set<Integer> half = new TreeSet<>(left.subList(0, left.size() / 2));
				Set<Integer> other = new TreeSet<>(left.subList(left.size() / 2, left.size()));
				add(at, new Action.Kill(killed));
				at += this.random.nextInt(1_500);
				add(at, new Action.Cut(half, other));
				at += one(CUT_MILLIS);
				add(at, new Action.Heal());
				add(++at, new Action.Start(killed));
				add(++at, new Action.AwaitVote(killed));
			}
		}

		private void network() {
			long at = this.random.nextInt(2_000);
			while (at < this.millis) {
				at = fault(at) + this.random.nextInt(4_000);
			}
		}

		/** Returns when it is over. */
		private long fault(long at) {
			long until = Math.min(at + one(CUT_MILLIS), this.millis + 1_000);
			Set<Integer> some = some(1 + this.random.nextInt((this.size - 1) / 2));
			this.minorities.add(new Minority(at, until, some));
			switch (this.random.nextInt(9)) {
				case 0, 1, 6, 7 -> add(at, new Action.Cut(some, others(some)));
				case 2 -> add(at, new Action.CutOneWay(some, others(some)));
				case 3 -> add(at, new Action.CutOneWay(others(some), some));
				case 4 -> {
					List<Integer> pair = new ArrayList<>(some(2));
					add(at, new Action.Cut(Set.of(pair.get(0)), Set.of(pair.get(1))));
				}
				case 5 -> add(at, new Action.Cut(nodes(), nodes()));
				default -> {
					return flap(at, some);
				}
			}
			add(until, new Action.Heal());
			return until;
		}

		private long flap(long at, Set<Integer> some) {
			long time = at;
			for (int i = 0; i < 3; i++) {
				add(time, new Action.Cut(some, others(some)));
				add(time + FLAP_MILLIS, new Action.Heal());
				time += 2 * FLAP_MILLIS;
			}
			return time - FLAP_MILLIS;
		}

		private void processes() {
			Set<Integer> ended = new HashSet<>();
			long at = 500 + this.random.nextInt(3_000);
			while (at < this.millis) {
				int node = victim(at);
				boolean mayEnd = ended.size() < (this.size - 1) / 2 && !ended.contains(node);
				int choice = this.random.nextInt(5);
				if (ended.contains(node)) {
					at += 1_000;
				}
				else if (mayEnd && choice < 2) {
					add(at, (choice == 0) ? new Action.Leave(node) : new Action.Kill(node));
					add(at + 200 + this.random.nextInt(3_000), new Action.Start(node));
					ended.add(node);
					at += 3_000 + this.random.nextInt(3_000);
				}
				else {
					long pause = one(PAUSE_MILLIS);
					add(at, new Action.Pause(node));
					add(at + pause, new Action.Resume(node));
					at += pause + this.random.nextInt(4_000);
				}
			}
		}

		/**
		 * Rather one that is cut off at that time: if others fail at the same time there
		 * is no majority, and nothing that could go wrong.
		 */
		private int victim(long at) {
			Set<Integer> cutOff = this.minorities.stream()
				.filter((minority) -> minority.from() <= at && at < minority.until())
				.map(Minority::nodes)
				.findFirst()
				.orElse(Set.of());
			boolean any = cutOff.isEmpty() || this.random.nextInt(4) == 0;
			return any ? 1 + this.random.nextInt(this.size) : one(List.copyOf(new TreeSet<>(cutOff)));
		}

		private void restartOneByOne() {
			long at = 0;
			for (int node : nodes()) {
				add(++at, new Action.Leave(node));
				add(++at, new Action.Start(node));
				add(++at, new Action.AwaitVote(node));
			}
		}

		private void restartAll() {
			boolean inOrder = this.random.nextBoolean();
			for (int node : nodes()) {
				add(2_000, inOrder ? new Action.Leave(node) : new Action.Kill(node));
				add(2_001, new Action.Start(node));
			}
		}

		/** Who is cut off, and when. */
		private record Minority(long from, long until, Set<Integer> nodes) {

		}

	}

}
