package io.distsys.simulation;

import java.util.LinkedHashMap;
import java.util.Map;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * While it is open, what the library logs on a thread goes into the story that this
 * thread tells, and nowhere else. An error is a violation.
 */
public final class SimulationLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {

	/** The message of exceptions that belong to the play. */
	public static final String PLANNED = "simulated";

	private static final ThreadLocal<@Nullable Story> STORY = new ThreadLocal<>();

	private final Map<Logger, Level> before = new LinkedHashMap<>();

	private SimulationLog() {
	}

	/** Listen to warnings and errors, or to everything. */
	public static SimulationLog open(boolean everything) {
		SimulationLog log = new SimulationLog();
		log.listen("io.distsys", everything ? Level.DEBUG : Level.WARN);
		log.listen("io.microraft", Level.ERROR);
		log.start();
		return log;
	}

	private void listen(String name, Level level) {
		Logger logger = (Logger) LoggerFactory.getLogger(name);
		this.before.put(logger, logger.getLevel());
		setContext(logger.getLoggerContext());
		logger.setLevel(level);
		logger.setAdditive(false);
		logger.addAppender(this);
	}

	/** This thread tells a story from now on, or none. */
	public static void tell(@Nullable Story story) {
		if (story != null) {
			STORY.set(story);
		}
		else {
			STORY.remove();
		}
	}

	@Override
	protected void append(ILoggingEvent event) {
		Story story = STORY.get();
		if (story == null) {
			return;
		}
		IThrowableProxy thrown = event.getThrowableProxy();
		String text = event.getLoggerName().substring(event.getLoggerName().lastIndexOf('.') + 1) + ": "
				+ event.getFormattedMessage();
		boolean planned = thrown == null || PLANNED.equals(thrown.getMessage());
		String details = planned ? "" : "\n" + ThrowableProxyUtil.asString(thrown);
		story.tell(event.getLevel(), text, details);
		if (event.getLevel() == Level.ERROR && !isOfLibrary(event)) {
			story.violated(text + details);
		}
	}

	/**
	 * The consensus library says so of each message that comes after its node ended, and
	 * when it tries again to hand over the leadership of a term that is over, by a node
	 * that leads again: whoever was to take it is gone.
	 */
	private static boolean isOfLibrary(ILoggingEvent event) {
		IThrowableProxy thrown = event.getThrowableProxy();
		String text = (thrown != null) ? thrown.getMessage() : event.getFormattedMessage();
		return event.getLoggerName().startsWith("io.microraft") && text.contains(
				(thrown != null) ? "since already TERMINATED" : "no leadership transfer state for target endpoint");
	}

	@Override
	public void close() {
		this.before.forEach((logger, level) -> {
			logger.detachAppender(this);
			logger.setAdditive(true);
			logger.setLevel(level);
		});
		stop();
	}

}
