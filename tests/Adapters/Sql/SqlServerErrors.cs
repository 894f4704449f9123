using Hub.Adapters.Sql;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Sql;

/// <summary>What SQL Server's numbers mean, by its own messages (sys.messages).</summary>
public sealed class SqlServerErrors
{
    [Theory]
    [InlineData(
        2627,
        "Violation of UNIQUE KEY constraint 'UQ_ref'. Cannot insert duplicate key in object 'dbo.orders'. "
            + "The duplicate key value is (R-1).",
        SqlFailureKind.Unique, "UQ_ref")]
    [InlineData(
        2601,
        "Cannot insert duplicate key row in object 'dbo.orders' with unique index 'orders_ref'. The "
            + "duplicate key value is (R-1).",
        SqlFailureKind.Unique, "orders_ref")]
    [InlineData(
        547,
        "The INSERT statement conflicted with the FOREIGN KEY constraint \"FK_stock\". The conflict occurred "
            + "in database \"shop\", table \"dbo.stock\".",
        SqlFailureKind.ForeignKey, "FK_stock")]
    [InlineData(
        547,
        "The DELETE statement conflicted with the REFERENCE constraint \"FK_stock\". The conflict occurred "
            + "in database \"shop\", table \"dbo.log\", column 'no'.",
        SqlFailureKind.ForeignKey, "FK_stock")]
    [InlineData(
        547,
        "The UPDATE statement conflicted with the CHECK constraint \"CK_total\". The conflict occurred in "
            + "database \"shop\", table \"dbo.orders\", column 'total'.",
        SqlFailureKind.Check, "CK_total")]
    [InlineData(
        547, "Die INSERT-Anweisung steht in Konflikt mit der CHECK-Einschränkung \"CK_total\".",
        SqlFailureKind.Check, "CK_total")]
    [InlineData(
        515,
        "Cannot insert the value NULL into column 'customer', table 'shop.dbo.orders'; column does not allow "
            + "nulls. INSERT fails.",
        SqlFailureKind.NotNull, "customer")]
    [InlineData(
        1205,
        "Transaction (Process ID 52) was deadlocked on lock resources with another process and has been "
            + "chosen as the deadlock victim.",
        SqlFailureKind.Conflict, null)]
    [InlineData(1222, "Lock request time out period exceeded.", SqlFailureKind.Conflict, null)]
    [InlineData(3960, "Snapshot isolation transaction aborted due to update conflict.", SqlFailureKind.Conflict, null)]
    [InlineData(-2, "Execution Timeout Expired.", SqlFailureKind.TimedOut, null)]
    [InlineData(4060, "Cannot open database \"x\" requested by the login. The login failed.", SqlFailureKind.Denied, null)]
    [InlineData(18456, "Login failed for user 'x'.", SqlFailureKind.Denied, null)]
    [InlineData(8152, "String or binary data would be truncated.", SqlFailureKind.Value, null)]
    [InlineData(245, "Conversion failed when converting the varchar value 'x' to data type int.", SqlFailureKind.Value, null)]
    [InlineData(208, "Invalid object name 'dbo.orders'.", SqlFailureKind.Other, null)]
    internal void A_number_has_a_meaning(int number, string message, SqlFailureKind kind, string? constraint)
    {
        var failure = SqlServerProvider.Explain(number, 16, message);
        (failure.Kind, failure.Constraint, failure.Words).ShouldBe((kind, constraint, null));
    }

    [Fact]
    public void What_somebody_raised_is_for_people() =>
        SqlServerProvider.Explain(50001, 16, "The period is closed.").ShouldBe(
            new SqlFailure(SqlFailureKind.Other, "50001", null, "The period is closed."));

    [Fact]
    public void An_error_that_ends_the_connection_leaves_a_write_in_doubt() =>
        SqlServerProvider.Explain(4711, 20, "").Kind.ShouldBe(SqlFailureKind.Broken);

    [Theory]
    [InlineData("Server=x;Database=y", true)]
    [InlineData("Server=x;Database=y;Encrypt=false", false)]
    public void A_connection_is_encrypted_unless_the_plan_says_otherwise(string connection, bool encrypted)
    {
        var provider = new SqlServerProvider();
        using var made = provider.Connect(provider.Settle(connection, Hub.Platform.Plan.SystemLimits.Default, write: true));
        new Microsoft.Data.SqlClient.SqlConnectionStringBuilder(made.ConnectionString)["Encrypt"].ToString()
            .ShouldBe(encrypted ? "True" : "False");
    }

    [Theory]
    [InlineData("Server=x;Authentication=Active Directory Managed Identity", "Microsoft Entra ID")]
    [InlineData("Server=x;Authentication=SqlPassword;User Id=hub;Password=s3cret", null)]
    [InlineData("Database=x", "no Server")]
    [InlineData("nonsense", "no connection string")]
    public void A_connection_that_cannot_work_is_told_when_the_plan_is_read(string connection, string? problem)
    {
        var told = new SqlServerProvider().ConnectionProblem(connection);
        if (problem is null)
            told.ShouldBeNull();
        else
            told!.ShouldContain(problem);
    }
}
