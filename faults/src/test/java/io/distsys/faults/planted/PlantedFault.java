package io.distsys.faults.planted;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import io.distsys.consensus.LonelyLeader;
import io.distsys.messaging.OneLane;
import io.distsys.messaging.UncountedLosses;
import io.distsys.ownership.EndlessLease;
import io.distsys.ownership.ReusedTokens;
import io.distsys.worker.NoBackup;
import io.distsys.worker.NoEnd;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.utility.JavaModule;

/** A fault that an agent plants into the library when a node loads its classes. */
public enum PlantedFault {

	/** A leader alone acknowledges renewals, and stays one when nobody answers. */
	LEADER_RENEWS_ALONE(Map.of("io.distsys.consensus.RaftLife.append", LonelyLeader.Acknowledge.class,
			"io.microraft.impl.RaftNodeImpl.demoteToFollowerIfQuorumHeartbeatTimeoutElapsed",
			LonelyLeader.GoOnLeading.class, "io.distsys.consensus.RaftGuards.stepDownWithoutVoters",
			LonelyLeader.GoOnLeading.class)),

	/** An owner does not stop by its own clock. */
	OWNER_IGNORES_ITS_DEADLINE(Map.of("io.distsys.ownership.LeaseTerm.isHeld", EndlessLease.Held.class,
			"io.distsys.ownership.LeaseTerm.remainingNanos", EndlessLease.Remaining.class)),

	/** A token is given out twice. */
	TOKEN_IS_REUSED(Map.of("io.distsys.ownership.OwnedRows.freeAll", ReusedTokens.GiveBack.class)),

	/** Control waits where bulk does. It harms nobody where there is little bulk. */
	ONE_LANE(Map.of("io.distsys.messaging.Peer.outbox", OneLane.Shared.class)),

	/**
	 * What a sender gives up is in no count. It harms nobody but who reads the counts.
	 */
	LOSSES_ARE_NOT_COUNTED(Map.of("io.distsys.messaging.LaneCounters.snapshot", UncountedLosses.Snapshot.class)),

	/** An owner acknowledges what it alone has. It harms nobody but by a kill. */
	OWNER_KNOWS_NO_BACKUP(Map.of("io.distsys.worker.ReplicaPeers.candidates", NoBackup.Candidates.class)),

	/** A stop is noted as a start. It harms nobody before the worker's slot moves. */
	STOPPED_WORKER_IS_KEPT(Map.of("io.distsys.worker.StateCopy.ended", NoEnd.Ended.class));

	/** What to change, by the full name of the method. */
	private final Map<String, Class<?>> advice;

	PlantedFault(Map<String, Class<?>> advice) {
		this.advice = advice;
	}

	/** The option of a JVM that plants it. */
	public String option() throws IOException {
		Path directory = Files.createDirectories(Path.of("target", "faults", "agent"));
		Path jar = directory.resolve("planted.jar").toAbsolutePath();
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
		manifest.getMainAttributes().put(new Attributes.Name("Premain-Class"), PlantedFault.class.getName());
		manifest.getMainAttributes().put(new Attributes.Name("Can-Redefine-Classes"), "true");
		manifest.getMainAttributes().put(new Attributes.Name("Can-Retransform-Classes"), "true");
		try (OutputStream out = Files.newOutputStream(jar)) {
			new JarOutputStream(out, manifest).close();
		}
		return "-javaagent:" + jar + "=" + this;
	}

	/**
	 * Called by the JVM. The classes are loaded first and changed then: the change may
	 * need them.
	 */
	public static void premain(String fault, Instrumentation instrumentation) throws ClassNotFoundException {
		AgentBuilder agent = new AgentBuilder.Default().disableClassFormatChanges()
			.with(AgentBuilder.RedefinitionStrategy.RETRANSFORMATION)
			.with(new Unplanted());
		for (Map.Entry<String, Class<?>> planted : valueOf(fault).advice.entrySet()) {
			int dot = planted.getKey().lastIndexOf('.');
			String type = planted.getKey().substring(0, dot);
			String method = planted.getKey().substring(dot + 1);
			Class.forName(type, false, ClassLoader.getSystemClassLoader());
			agent = agent.type(ElementMatchers.named(type)).transform((builder, described, loader, module, domain) -> {
				System.err.println("PLANTED " + method + " of " + described);
				return builder.visit(Advice.to(planted.getValue()).on(ElementMatchers.named(method)));
			});
		}
		agent.installOn(instrumentation);
	}

	/** What could not be planted must not look as if it were not found. */
	private static final class Unplanted extends AgentBuilder.Listener.Adapter {

		@Override
		public void onError(String type, ClassLoader loader, JavaModule module, boolean loaded, Throwable failure) {
			failure.printStackTrace();
			Runtime.getRuntime().halt(1);
		}

	}

}
