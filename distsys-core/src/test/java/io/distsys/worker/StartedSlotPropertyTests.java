package io.distsys.worker;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

/** What nodes know of which workers are to run, whatever they have said apart. */
class StartedSlotPropertyTests {

	/**
	 * Every node says something of its own; then all hear of all, in orders of their own.
	 */
	@Property(tries = 300)
	void allKnowTheSameInTheEndInWhateverOrderTheyHearOfIt(
			@ForAll @Size(min = 1, max = 40) List<@IntRange(max = 59) Integer> sayings, @ForAll Random random) {
		List<StartedSlot> nodes = List.of(new StartedSlot(), new StartedSlot(), new StartedSlot());
		List<StartedWord> words = new ArrayList<>();
		for (int saying : sayings) {
			StartedSlot node = nodes.get(saying % 3);
			words.add(node.say("k" + (saying / 3) % 5, saying / 15 % 2 == 0, 100L + saying % 3));
		}
		for (StartedSlot node : nodes) {
			List<StartedWord> heard = new ArrayList<>(words);
			heard.addAll(words);
			Collections.shuffle(heard, random);
			heard.forEach(node::merge);
		}
		assertThat(nodes).allSatisfy((node) -> assertThat(known(node)).isEqualTo(known(nodes.get(0))));
	}

	@Property(tries = 200)
	void whoHasHeardOfEverythingAndSpeaksLastIsRight(
			@ForAll @Size(min = 1, max = 30) List<@IntRange(max = 29) Integer> sayings, @ForAll boolean runs,
			@ForAll @IntRange(max = 200) int token) {
		StartedSlot one = new StartedSlot();
		StartedSlot other = new StartedSlot();
		for (int saying : sayings) {
			other.say("k" + saying % 3, saying % 2 == 0, 100);
		}
		other.all().forEach(one::merge);
		StartedWord last = one.say("k0", runs, token);
		assertThat(other.merge(last)).isTrue();
		assertThat(other.runs("k0")).isEqualTo(runs);
	}

	@Property(tries = 100)
	void whatWasStoppedIsForgottenOnlyWhenManyOthersWereStoppedSince(
			@ForAll @IntRange(min = 1, max = StartedSlot.MANY_ENDED / 2) int stops) {
		StartedSlot slot = new StartedSlot();
		StartedWord old = slot.say("k", true, 1);
		slot.say("k", false, 1);
		for (int i = 0; i < stops; i++) {
			slot.say("other " + i, true, 1);
			slot.say("other " + i, false, 1);
		}
		assertThat(slot.merge(old)).isFalse();
		assertThat(slot.runs("k")).isFalse();
		for (int i = 0; i < 10 * StartedSlot.MANY_ENDED; i++) {
			slot.say("more " + i, false, 1);
		}
		assertThat(slot.all()).hasSizeLessThanOrEqualTo(StartedSlot.MANY_ENDED);
		assertThat(slot.size()).isZero();
	}

	private static Set<String> known(StartedSlot node) {
		Set<String> known = new TreeSet<>();
		node.all().forEach((word) -> known.add(word.toString()));
		return known;
	}

}
