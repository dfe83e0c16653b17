package io.distsys.ownership;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The part of the table that counts: numbers with names. One that nobody has changed is
 * zero, and one that is zero takes no room.
 */
final class NumberTable {

	private final Map<String, Long> numbers = new ConcurrentSkipListMap<>();

	private int size;

	long get(String name) {
		return this.numbers.getOrDefault(name, 0L);
	}

	Map<String, Long> all() {
		return this.numbers;
	}

	void clear() {
		this.numbers.clear();
		this.size = 0;
	}

	void restore(String name, long value) {
		if (this.numbers.put(name, value) == null) {
			this.size++;
		}
	}

	byte[] change(Command.ChangeNumber change) {
		long before = get(change.name());
		long after = after(change.change(), before);
		boolean fits = before != 0 || after == 0 || this.size < change.mostNumbers();
		if (fits && after != before) {
			put(change.name(), after);
		}
		return TableWriter.bytes((out) -> {
			out.flag(fits);
			out.number(before);
			out.number(after);
		});
	}

	private static long after(Numbers.Change change, long before) {
		if (change instanceof Numbers.Change.Add add) {
			return before + add.delta();
		}
		if (change instanceof Numbers.Change.CompareAndSet compare) {
			return (before == compare.expected()) ? compare.value() : before;
		}
		return ((Numbers.Change.Set) change).value();
	}

	private void put(String name, long value) {
		Long before = (value != 0) ? this.numbers.put(name, value) : this.numbers.remove(name);
		if (before == null) {
			this.size++;
		}
		else if (value == 0) {
			this.size--;
		}
	}

}
