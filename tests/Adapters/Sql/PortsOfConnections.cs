using Hub.Adapters.Sql;

namespace Hub.Adapters.Tests.Sql;

/// <summary>A port that no server has is told when the plan is read.</summary>
public sealed class PortsOfConnections
{
    [Fact]
    public void A_port_above_65535_is_a_fault_of_the_connection() =>
        new PostgresProvider().ConnectionProblem("Host=db;Port=99999;Username=hub").ShouldNotBeNull().ShouldContain("Port=5432");

    [Fact]
    public void The_last_port_is_taken() =>
        new PostgresProvider().ConnectionProblem("Host=db;Port=65535;Username=hub").ShouldBeNull();
}
