package io.distsys.ownership;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Who stands in line for a resource that is held.
 *
 * @param holder the request that has it
 * @param waiting the requests behind it, the first come first
 */
record Line(Waiter holder, List<Waiter> waiting) {

	Line {
		waiting = List.copyOf(waiting);
	}

	Line followedBy(Waiter last) {
		List<Waiter> longer = new ArrayList<>(this.waiting);
		longer.add(last);
		return new Line(this.holder, longer);
	}

	Line without(Predicate<Waiter> gone) {
		return new Line(this.holder, this.waiting.stream().filter(gone.negate()).toList());
	}

	/** The line when its holder has gone; there must be somebody behind it. */
	Line advanced() {
		return new Line(this.waiting.get(0), this.waiting.subList(1, this.waiting.size()));
	}

}
