package io.distsys.lock;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import static org.assertj.core.api.Assertions.assertThat;

/** Locks from virtual threads, where the JVM has them. */
@Timeout(180)
class VirtualThreadLockTests {

	/**
	 * There is one carrier for all: whoever waits and keeps it keeps the holder from
	 * running.
	 */
	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void manyThatWaitLeaveTheOnlyCarrierToTheOneThatHoldsTheLock() throws IOException, InterruptedException {
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx128m", "-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1",
				"-cp", classPath, VirtualThreadSections.class.getName())
			.redirectErrorStream(true)
			.start();
		try {
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(output).contains("sections=" + VirtualThreadSections.THREADS + " most=1 left=0");
		}
		finally {
			process.destroyForcibly().waitFor();
		}
	}

}
