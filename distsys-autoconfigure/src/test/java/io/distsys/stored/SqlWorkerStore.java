package io.distsys.stored;

import java.sql.Types;
import java.util.List;

import io.distsys.ownership.FencingToken;
import io.distsys.worker.WorkerStore;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

@Component
class SqlWorkerStore implements WorkerStore {

	private final JdbcClient jdbc;

	SqlWorkerStore(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	@Override
	@Transactional
	public List<Kept> open(Slot slot, FencingToken token) {
		if (!isNewest(slot, token)) {
			begin(slot, token);
		}
		return statement("select worker_key, state from worker where type_name = :type and slot = :slot", slot)
			.query((row, number) -> new Kept(row.getString("worker_key"), row.getBytes("state")))
			.list();
	}

	@Override
	@Transactional
	public void save(Slot slot, FencingToken token, List<Change> changes) {
		if (!isNewest(slot, token)) {
			throw outdated(slot, token);
		}
		for (Change change : changes) {
			statement("delete from worker where type_name = :type and slot = :slot and worker_key = :key", slot)
				.param("key", change.key())
				.update();
			if (change instanceof Kept kept) {
				statement("insert into worker values (:type, :slot, :key, :state)", slot).param("key", kept.key())
					.param("state", kept.state(), Types.VARBINARY)
					.update();
			}
		}
	}

	/** Keeps everybody else from the slot until the transaction ends. */
	private boolean isNewest(Slot slot, FencingToken token) {
		return statement("""
				update worker_slot set token = :token
				where type_name = :type and slot = :slot and token <= :token""", slot).param("token", token.value())
			.update() == 1;
	}

	/** There is a row already if it has a larger token, or somebody is quicker. */
	private void begin(Slot slot, FencingToken token) {
		try {
			statement("insert into worker_slot values (:type, :slot, :token)", slot).param("token", token.value())
				.update();
		}
		catch (DuplicateKeyException ex) {
			throw outdated(slot, token);
		}
	}

	private static OutdatedTokenException outdated(Slot slot, FencingToken token) {
		return new OutdatedTokenException(slot + " was opened under a larger token than " + token);
	}

	private JdbcClient.StatementSpec statement(String sql, Slot slot) {
		return this.jdbc.sql(sql).param("type", slot.type()).param("slot", slot.index());
	}

}
