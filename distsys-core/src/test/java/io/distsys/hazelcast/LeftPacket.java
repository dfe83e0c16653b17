package io.distsys.hazelcast;

import java.lang.reflect.Field;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import com.hazelcast.internal.networking.nio.NioOutboundPipeline;
import com.hazelcast.internal.networking.nio.NioPipeline;
import com.hazelcast.internal.networking.nio.NioThread;
import com.hazelcast.internal.networking.nio.SelectorMode;
import com.hazelcast.internal.nio.Packet;
import com.hazelcast.internal.util.concurrent.BackoffIdleStrategy;
import com.hazelcast.logging.Logger;

/**
 * A packet in the pipeline of a connection that is left there as Hazelcast leaves one
 * that was queued while a thread that reads wrote: its owner is to write it, and is not
 * told. Until this is closed the owner is a thread that does nothing, so that nothing
 * else can come to the packet.
 */
final class LeftPacket implements AutoCloseable {

	private final NioOutboundPipeline pipeline;

	private final Packet packet;

	private final Sleeping selector = new Sleeping();

	private final NioThread owner;

	private final AtomicBoolean left = new AtomicBoolean();

	LeftPacket(NioOutboundPipeline pipeline, Packet packet) {
		this.pipeline = pipeline;
		this.packet = packet;
		this.owner = pipeline.owner();
	}

	/** As soon as nobody writes. */
	void leave() {
		AtomicReference<NioOutboundPipeline.State> scheduled = scheduled();
		while (!scheduled.compareAndSet(NioOutboundPipeline.State.UNSCHEDULED, NioOutboundPipeline.State.SCHEDULED)) {
			Thread.onSpinWait();
		}
		setOwner(new NioThread("sleeping", Logger.getLogger(LeftPacket.class), (channel, ex) -> {
		}, SelectorMode.SELECT, this.selector, new BackoffIdleStrategy(0, 0, 1, 1)));
		this.left.set(true);
		this.pipeline.writeQueue.add(this.packet);
	}

	/** Whether a thread that reads has done it. */
	boolean isOwnerWoken() {
		return this.selector.woken.get();
	}

	/** The true owner writes what is there. */
	@Override
	public void close() {
		if (this.left.compareAndSet(true, false)) {
			setOwner(this.owner);
			this.owner.addTaskAndWakeup(this.pipeline);
		}
	}

	private void setOwner(NioThread owner) {
		try {
			field(NioPipeline.class, "owner").set(this.pipeline, owner);
		}
		catch (IllegalAccessException ex) {
			throw new AssertionError(ex);
		}
	}

	@SuppressWarnings("unchecked")
	private AtomicReference<NioOutboundPipeline.State> scheduled() {
		try {
			return (AtomicReference<NioOutboundPipeline.State>) field(NioOutboundPipeline.class, "scheduled")
				.get(this.pipeline);
		}
		catch (IllegalAccessException ex) {
			throw new AssertionError(ex);
		}
	}

	private static Field field(Class<?> type, String name) {
		try {
			Field field = type.getDeclaredField(name);
			field.setAccessible(true);
			return field;
		}
		catch (NoSuchFieldException ex) {
			throw new AssertionError("This version of Hazelcast has no such field", ex);
		}
	}

	/**
	 * Selects nothing, and keeps in mind whether a thread that reads has woken it:
	 * Hazelcast wakes all owners each second, for its statistics.
	 */
	private static final class Sleeping extends AbstractSelector {

		private final AtomicBoolean woken = new AtomicBoolean();

		private Sleeping() {
			super(SelectorProvider.provider());
		}

		@Override
		public Selector wakeup() {
			if (Thread.currentThread() instanceof NioThread) {
				this.woken.set(true);
			}
			return this;
		}

		@Override
		protected void implCloseSelector() {
			// There is nothing to close.
		}

		@Override
		protected SelectionKey register(AbstractSelectableChannel channel, int operations, Object attachment) {
			throw new UnsupportedOperationException("Nothing is registered here");
		}

		@Override
		public Set<SelectionKey> keys() {
			return Set.of();
		}

		@Override
		public Set<SelectionKey> selectedKeys() {
			return Set.of();
		}

		@Override
		public int selectNow() {
			return 0;
		}

		@Override
		public int select(long timeout) {
			return 0;
		}

		@Override
		public int select() {
			return 0;
		}

	}

}
