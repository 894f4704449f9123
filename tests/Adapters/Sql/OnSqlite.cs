
namespace Hub.Adapters.Tests.Sql;

public sealed class OnSqlite : SqlContract
{
    [Fact]
    public async Task A_database_that_does_not_exist_is_not_created()
    {
        var path = ((SqliteUnderTest)Database).Elsewhere;
        (await Hub.Client.GetAsync("/api/invoices/I-4001")).IsSuccessStatusCode.ShouldBeTrue();
        File.Exists(path).ShouldBeFalse();
    }

    internal override Task<ISqlUnderTest> CreateAsync() => Task.FromResult<ISqlUnderTest>(new SqliteUnderTest());
}
