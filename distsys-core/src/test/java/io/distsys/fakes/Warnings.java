package io.distsys.fakes;

import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.slf4j.LoggerFactory;

/** What the log of a class warns of. */
public final class Warnings {

	private Warnings() {
	}

	/** Run something, and see what is said meanwhile, on whatever thread. */
	public static List<ILoggingEvent> during(Class<?> type, Runnable task) {
		Logger logger = (Logger) LoggerFactory.getLogger(type);
		ListAppender<ILoggingEvent> appender = new ListAppender<>();
		appender.start();
		Level before = logger.getLevel();
		logger.setLevel(Level.WARN);
		logger.addAppender(appender);
		try {
			task.run();
		}
		finally {
			logger.detachAppender(appender);
			logger.setLevel(before);
		}
		return appender.list.stream().filter((event) -> event.getLevel() == Level.WARN).toList();
	}

}
