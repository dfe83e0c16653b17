package io.distsys.faults.check;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Decides whether a history of one object is linearizable (Herlihy, Wing:
 * "Linearizability: a correctness condition for concurrent objects", 1990): whether there
 * is one order of its operations that the object would answer so, and in which an
 * operation that had ended before another one began comes before it.
 * <p>
 * The search is that of Wing and Gong ("Testing and verifying concurrent objects", 1993):
 * take, of the operations that could be next, one that fits; go back if none does. With
 * the optimisation of Lowe ("Testing for linearizability", 2017): a configuration, that
 * is which operations were taken and the state that they led to, is tried only once.
 * Objects are checked one by one, which is enough (Herlihy and Wing's locality).
 * <p>
 * An operation without an answer may be taken at any time after it began, or never. It is
 * tried after those with an answer, since it is rarely needed.
 *
 * @param <S> the state of the object
 * @param <I> what is asked
 * @param <O> what is answered
 */
final class Linearizability<S, I, O> {

	/** More would take the memory of the machine: rather say that it is not known. */
	static final int MAX_CONFIGURATIONS = 1_000_000;

	private final ObjectModel<S, I, O> model;

	private final List<Operation<I, O>> answered;

	private final List<Operation<I, O>> pending;

	private final BitSet taken = new BitSet();

	private final Set<Configuration<S>> tried = new HashSet<>();

	private final Deque<Choice<S>> choices = new ArrayDeque<>();

	private S state;

	private int answeredTaken;

	private int deepest = -1;

	private @Nullable Operation<I, O> obstacle;

	private Linearizability(ObjectModel<S, I, O> model, Collection<Operation<I, O>> operations) {
		this.model = model;
		Comparator<Operation<I, O>> byBegin = Comparator.comparingLong(Operation::invoked);
		this.answered = operations.stream().filter((operation) -> !operation.isPending()).sorted(byBegin).toList();
		this.pending = operations.stream().filter(Operation::isPending).sorted(byBegin).toList();
		this.state = model.initial();
	}

	/**
	 * Decide.
	 * @param <S> the state of the object
	 * @param <I> what is asked
	 * @param <O> what is answered
	 * @param model the object
	 * @param operations its history, in any order
	 * @return empty if it is linearizable; else the answer that no order explains,
	 * however far the search went
	 * @throws IllegalStateException if that takes too much memory to decide
	 */
	static <S, I, O> Optional<Operation<I, O>> violation(ObjectModel<S, I, O> model,
			Collection<Operation<I, O>> operations) {
		return new Linearizability<>(model, operations).search();
	}

	private Optional<Operation<I, O>> search() {
		int from = 0;
		while (this.answeredTaken < this.answered.size()) {
			if (takeOne(from)) {
				from = 0;
			}
			else if (this.choices.isEmpty()) {
				return Optional.ofNullable(this.obstacle);
			}
			else {
				from = takeBack() + 1;
			}
		}
		return Optional.empty();
	}

	/**
	 * Take the first operation that fits, of those that began before any other one that
	 * is not taken had ended. They are numbered: those with an answer, then the others.
	 */
	private boolean takeOne(int from) {
		long limit = earliestEnd();
		for (int i = Math.max(from, firstLeft()); i < this.answered.size(); i++) {
			if (this.answered.get(i).invoked() > limit) {
				break;
			}
			if (!this.taken.get(i) && take(i, this.answered.get(i))) {
				return true;
			}
		}
		for (int i = Math.max(from, this.answered.size()); i < this.answered.size() + this.pending.size(); i++) {
			Operation<I, O> operation = this.pending.get(i - this.answered.size());
			if (operation.invoked() > limit) {
				break;
			}
			if (!this.taken.get(i) && isOfUse(i, operation) && take(i, operation)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Without an answer to explain, an operation is taken for its effect alone; of those
	 * that ask the same, the one that began first will do.
	 */
	private boolean isOfUse(int index, Operation<I, O> operation) {
		if (this.state.equals(this.model.step(this.state, operation.input(), null))) {
			return false;
		}
		for (int i = this.answered.size(); i < index; i++) {
			if (!this.taken.get(i) && this.pending.get(i - this.answered.size()).input().equals(operation.input())) {
				return false;
			}
		}
		return true;
	}

	private int firstLeft() {
		return this.taken.nextClearBit(0);
	}

	private long earliestEnd() {
		long earliest = Operation.PENDING;
		Operation<I, O> first = null;
		for (int i = firstLeft(); i < this.answered.size(); i++) {
			Operation<I, O> operation = this.answered.get(i);
			if (operation.invoked() > earliest) {
				break;
			}
			if (!this.taken.get(i) && operation.returned() < earliest) {
				earliest = operation.returned();
				first = operation;
			}
		}
		if (this.answeredTaken > this.deepest) {
			this.deepest = this.answeredTaken;
			this.obstacle = first;
		}
		return earliest;
	}

	private boolean take(int index, Operation<I, O> operation) {
		S after = this.model.step(this.state, operation.input(), operation.output());
		if (after == null) {
			return false;
		}
		this.taken.set(index);
		if (!this.tried.add(new Configuration<>((BitSet) this.taken.clone(), after))) {
			this.taken.clear(index);
			return false;
		}
		if (this.tried.size() > MAX_CONFIGURATIONS) {
			throw new IllegalStateException("Not decided after " + MAX_CONFIGURATIONS + " configurations, "
					+ this.answered.size() + " operations and " + this.pending.size() + " without an answer");
		}
		this.choices.push(new Choice<>(index, this.state));
		this.state = after;
		this.answeredTaken += (index < this.answered.size()) ? 1 : 0;
		return true;
	}

	private int takeBack() {
		Choice<S> last = this.choices.pop();
		this.taken.clear(last.index());
		this.state = last.before();
		this.answeredTaken -= (last.index() < this.answered.size()) ? 1 : 0;
		return last.index();
	}

	private record Choice<S>(int index, S before) {

	}

	private record Configuration<S>(BitSet taken, S state) {

	}

}
