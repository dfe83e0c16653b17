package io.distsys.spring;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the web server off its clients, after readiness refuses and before the web
 * server's own graceful shutdown: it accepts on for a while, so that load balancers can
 * see that this node is not ready; closes its ports without resetting a connection; and
 * waits until connections that are kept alive have been told, by an answer on them, that
 * they end, or nothing happens on them. Requests that take longer are left to the web
 * server's graceful shutdown.
 *
 * @since 0.1
 */
public final class WebDrainLifecycle extends ClusterPhase {

	/** Below that of {@link DrainingLifecycle}, above Spring Boot's graceful shutdown. */
	public static final int PHASE = Integer.MAX_VALUE - 512;

	private static final Logger logger = LoggerFactory.getLogger(WebDrainLifecycle.class);

	private static final Duration TICK = Duration.ofMillis(50);

	private static final int QUIET_TICKS = 20;

	private static final int MOST_TICKS = 100;

	private final Server server;

	private final Duration delay;

	/**
	 * Create it.
	 * @param server the web server
	 * @param delay how long to accept on
	 */
	public WebDrainLifecycle(Server server, Duration delay) {
		super(PHASE);
		this.server = server;
		this.delay = delay;
	}

	@Override
	public void start() {
		running(true);
	}

	@Override
	public void stop(Runnable callback) {
		running(false);
		ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread created = new Thread(task, "distsys-shutdown-web-1");
			created.setDaemon(true);
			return created;
		});
		Drain drain = new Drain(thread, callback);
		thread.execute(drain::begin);
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	/**
	 * A web server whose ports close in order. No method is called before another has
	 * returned.
	 *
	 * @since 0.1
	 */
	public interface Server {

		/** From now on each answer says that its connection ends. */
		void keepNoConnections();

		/**
		 * Close the ports; what the kernel has accepted for them is served.
		 * @param limit how long that may take for a port
		 * @throws InterruptedException if the thread is interrupted
		 */
		void closePorts(Duration limit) throws InterruptedException;

		/**
		 * What is open.
		 * @return the connections, each with something that changes when something
		 * happens on it
		 */
		Map<?, ?> connections();

		/**
		 * A web server that can do none of it.
		 * @return a server that leaves everything to its own graceful shutdown
		 */
		static Server unknown() {
			return new Server() {

				@Override
				public void keepNoConnections() {
					// Its own graceful shutdown does what it can.
				}

				@Override
				public void closePorts(Duration limit) {
					// Likewise.
				}

				@Override
				public Map<?, ?> connections() {
					return Map.of();
				}

			};
		}

	}

	/**
	 * One end of the web server. It counts ticks, so that a pause of the process is none.
	 */
	private final class Drain {

		private final ScheduledExecutorService thread;

		private final Runnable whenDone;

		private Map<?, ?> seen = Map.of();

		private int quiet;

		private int ticks;

		Drain(ScheduledExecutorService thread, Runnable whenDone) {
			this.thread = thread;
			this.whenDone = whenDone;
		}

		void begin() {
			step(() -> {
				WebDrainLifecycle.this.server.keepNoConnections();
				after(WebDrainLifecycle.this.delay, this::close);
			});
		}

		private void close() {
			step(() -> {
				WebDrainLifecycle.this.server.closePorts(TICK.multipliedBy(MOST_TICKS));
				look();
			});
		}

		private void look() {
			step(() -> {
				Map<?, ?> now = WebDrainLifecycle.this.server.connections();
				this.quiet = now.equals(this.seen) ? this.quiet + 1 : 0;
				this.seen = now;
				if (now.isEmpty() || this.quiet == QUIET_TICKS || ++this.ticks == MOST_TICKS) {
					logger.debug("Web server is off its clients connections={} ticks={}", now.size(), this.ticks);
					end();
				}
				else {
					after(TICK, this::look);
				}
			});
		}

		private void after(Duration time, Runnable next) {
			this.thread.schedule(next, time.toNanos(), TimeUnit.NANOSECONDS);
		}

		private void step(Step step) {
			try {
				step.take();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				end();
			}
			catch (RuntimeException ex) {
				logger.warn("The web server is left to its own graceful shutdown", ex);
				end();
			}
		}

		private void end() {
			this.thread.shutdown();
			this.whenDone.run();
		}

	}

	private interface Step {

		void take() throws InterruptedException;

	}

}
