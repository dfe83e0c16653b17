package io.distsys.lock;

import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Which thread holds which lock, lost ones included until the thread has left them. A
 * thread that is gone is forgotten with what it held.
 */
final class ThreadHolds {

	private final Map<Thread, Map<String, GrantedHold>> holds = new WeakHashMap<>();

	private final ReentrantLock mutex = new ReentrantLock();

	@Nullable GrantedHold find(String name) {
		return ofThread((mine) -> mine.get(name));
	}

	void add(GrantedHold hold) {
		ofThread((mine) -> mine.put(hold.name(), hold));
	}

	void remove(GrantedHold hold) {
		ofThread((mine) -> mine.remove(hold.name()));
	}

	private @Nullable GrantedHold ofThread(Function<Map<String, GrantedHold>, @Nullable GrantedHold> action) {
		Thread thread = Thread.currentThread();
		this.mutex.lock();
		try {
			Map<String, GrantedHold> mine = this.holds.computeIfAbsent(thread, (key) -> new HashMap<>());
			GrantedHold result = action.apply(mine);
			if (mine.isEmpty()) {
				this.holds.remove(thread);
			}
			return result;
		}
		finally {
			this.mutex.unlock();
		}
	}

}
