package dev.countersign.store;

import java.sql.Connection;
import java.sql.SQLException;

/** Makes connections to one database. The tests put a failing disk in between here. */
@FunctionalInterface
interface Connector {
    Connection connect(Role role) throws SQLException;
}
