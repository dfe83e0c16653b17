package io.distsys.lock;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

import io.distsys.ownership.Fence;
import io.distsys.ownership.FencingToken;
import io.distsys.time.Subscription;

/**
 * A lock that at most one thread in the cluster holds. It is re-entrant for the thread
 * that holds it, which may be a virtual one. Those who wait get it in the order in which
 * the cluster took their requests.
 * <p>
 * <b>It can be lost.</b> A lock is held by the lease of its node. If the lease cannot be
 * renewed (this node is cut off, was paused, or there is no majority) the lock is closed
 * by this node's own clock, before anybody else can get it; {@link #onLost} tells,
 * {@link #isHeldByCurrentThread()} is {@code false}, and {@link #unlock()} says that the
 * critical section was not protected to its end. What a paused thread still sends to an
 * outside store the store can refuse by the {@link #token()}.
 * <p>
 * <b>Without a majority</b> {@link #lock()} and {@link #lockInterruptibly()} wait until
 * there is one. The variants of {@code tryLock} and {@link #acquireAsync} fail with
 * {@link io.distsys.consensus.NoQuorumException}: at once when the group has had no
 * leader for about three election timeouts, otherwise when their time is over.
 * <p>
 * <b>No outcome is unknown to the caller:</b> if a method that acquires does not return
 * the lock, the caller does not hold it and never will by that call. What its request may
 * have left in the cluster is withdrawn in the background, until that is known to be
 * applied or this node's session has ended; only for that long others may have to wait.
 * <p>
 * If a node crashes, what its threads held is free once its session has expired. A thread
 * that ends without {@link #unlock()} holds the lock until its node leaves. Memory
 * effects of {@link Lock} hold between threads of one JVM.
 *
 * @since 0.1
 */
public interface ClusterLock extends Lock {

	/**
	 * The name.
	 * @return the name
	 */
	String name();

	/**
	 * Acquire the lock. Waits as long as it takes, without a majority too; an
	 * interruption does not end the wait, closing the node's locks does.
	 * @throws LockLostException if the calling thread has lost it in an outer section;
	 * that one must be left first
	 * @throws TooManyWaitersException if too many wait already
	 * @throws LocksClosedException if this node leaves the cluster
	 * @throws IllegalStateException if the calling thread must not be blocked
	 */
	@Override
	void lock();

	/**
	 * Acquire the lock like {@link #lock()}, unless the calling thread is interrupted:
	 * then it does not hold the lock.
	 * @throws InterruptedException if the calling thread is or was interrupted
	 */
	@Override
	void lockInterruptibly() throws InterruptedException;

	/**
	 * Acquire the lock if nobody holds it when the cluster takes the request. Blocks for
	 * a round trip to the majority, at most for the timeout of the settings.
	 * @return whether it was acquired
	 * @throws io.distsys.consensus.NoQuorumException if no majority answered in time, or
	 * is known to be lost: the lock was not acquired
	 * @throws LockLostException if the calling thread has lost it in an outer section
	 * @throws LocksClosedException if this node leaves the cluster
	 */
	@Override
	boolean tryLock();

	/**
	 * Acquire the lock if that is possible in time.
	 * @param time how long to wait
	 * @param unit of the time
	 * @return whether it was acquired; {@code false} says that others held it until then
	 * @throws io.distsys.consensus.NoQuorumException if the time is over and no majority
	 * is known to have the request, or before that if the majority is known to be lost:
	 * the lock was not acquired
	 * @throws InterruptedException if the calling thread is or was interrupted: the lock
	 * was not acquired
	 * @throws TooManyWaitersException if too many wait already
	 * @throws LockLostException if the calling thread has lost it in an outer section
	 * @throws LocksClosedException if this node leaves the cluster
	 */
	@Override
	boolean tryLock(long time, TimeUnit unit) throws InterruptedException;

	/**
	 * Acquire the lock for no thread in particular. Does not block; not re-entrant.
	 * @param timeout how long to wait
	 * @return completes, on a thread for user code, with the lock, or empty if others
	 * held it until then; exceptionally as {@link #tryLock(long, TimeUnit)} throws
	 */
	CompletionStage<Optional<LockHold>> acquireAsync(Duration timeout);

	/**
	 * Release the lock, or leave an inner section of it. The outermost waits until the
	 * release is applied, so that whoever learns of it can get the lock; at most for the
	 * timeout of the settings, and not if the thread is interrupted or must not be
	 * blocked. If that is not confirmed the release goes on in the background: the
	 * critical section was protected and the thread does not hold the lock any more.
	 * @throws LockLostException if the lock was lost before this call; thrown by the
	 * inner sections and by the outermost, after which the thread is free of it
	 * @throws IllegalMonitorStateException if the calling thread does not hold the lock
	 */
	@Override
	void unlock();

	/**
	 * The token under which the calling thread holds the lock, or held it until it was
	 * lost.
	 * @return the token
	 * @throws IllegalMonitorStateException if the calling thread does not hold the lock
	 */
	FencingToken token();

	/**
	 * The fence of the calling thread's hold. May be given to other threads; closed by
	 * {@link #unlock()}.
	 * @return open while the lock is held
	 * @throws IllegalMonitorStateException if the calling thread does not hold the lock
	 */
	Fence fence();

	/**
	 * Whether the calling thread holds the lock at this instant, by this node's clock.
	 * @return {@code true} if it does
	 */
	boolean isHeldByCurrentThread();

	/**
	 * How often the calling thread has entered the lock and not left it.
	 * @return the number, 0 if it does not hold it or has lost it
	 */
	int getHoldCount();

	/**
	 * Be told, on a thread for user code, if the lock that the calling thread holds is
	 * lost, or is about to be: at the latest {@code stopGrace} before its fence closes.
	 * At once if it already is. Not called for {@link #unlock()}.
	 * @param callback runs once
	 * @return forgets the callback when closed
	 * @throws IllegalMonitorStateException if the calling thread does not hold the lock
	 */
	Subscription onLost(Runnable callback);

	/**
	 * Not supported.
	 * @throws UnsupportedOperationException always
	 */
	@Override
	Condition newCondition();

}
