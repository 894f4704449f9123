using Hub.Platform.Plan;

namespace Hub.Platform.Tests.Plan;

public sealed class ConflictsOfLinks
{
    [Theory]
    [InlineData("outside", "", ConflictRule.Owner)]
    [InlineData("outside", ", conflict: park", ConflictRule.Park)]
    [InlineData("outside", ", conflict: newer", ConflictRule.Newer)]
    [InlineData("inside", "", ConflictRule.Park)]
    [InlineData("inside", ", conflict: owner", ConflictRule.Owner)]
    public void The_owners_value_stands_and_inside_a_person_decides_unless_the_plan_says_otherwise(
        string zone, string option, ConflictRule rule)
    {
        var link = Read(zone, option);
        (link.Conflict, link.KeepsHashOnly).ShouldBe((rule, false));
    }

    [Fact]
    public void A_link_may_keep_the_hash_only() => Read("outside", ", base: hash").KeepsHashOnly.ShouldBeTrue();

    [Fact]
    public void What_a_link_cannot_say_of_conflicts_is_told_all_at_once()
    {
        var (_, errors) = Load("outside", ", conflict: latest, base: hash, after: { products: sku }");
        var told = string.Join('\n', errors);
        told.ShouldContain("'conflict'");
        told.ShouldContain("owner, newer, park");
        told.ShouldContain("'base: hash' goes with links without 'after' only");
    }

    [Theory]
    [InlineData("", 10)]
    [InlineData(", readYourWrites: 2m", 120)]
    [InlineData(", readYourWrites: off", 0)]
    public void A_link_says_how_long_a_record_is_read_where_it_was_written(string option, int seconds) =>
        Read("outside", option).ReadYourWrites.ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("0s")]
    [InlineData("6m")]
    [InlineData("on")]
    public void A_time_that_is_none_for_reading_is_refused(string value) =>
        string.Join('\n', Load("outside", $", readYourWrites: {value}").Errors)
            .ShouldContain("'readYourWrites' is a duration such as 300ms, 5s, 10m or 1h, from 100ms to 5m, or off");

    [Theory]
    [InlineData("", 0)]
    [InlineData(", reconcile: 24h", 24 * 60)]
    [InlineData(", reconcile: 10m", 10)]
    [InlineData(", reconcile: off", 0)]
    public void A_link_says_how_often_both_sides_are_compared(string option, int minutes) =>
        Read("outside", option).Reconcile.ShouldBe(TimeSpan.FromMinutes(minutes));

    [Theory]
    [InlineData("", null)]
    [InlineData(", feedRetention: 30d", 30 * 24)]
    public void A_link_says_how_long_its_feed_tells_of_deletions(string option, int? hours) =>
        Read("outside", option).FeedRetention.ShouldBe(hours is { } h ? TimeSpan.FromHours(h) : null);

    [Theory]
    [InlineData("59m")]
    [InlineData("1001d")]
    [InlineData("off")]
    public void A_feed_that_forgets_at_once_or_never_is_refused(string value) =>
        string.Join('\n', Load("outside", $", feedRetention: {value}").Errors)
            .ShouldContain("'feedRetention' is a duration such as");

    [Theory]
    [InlineData("9m")]
    [InlineData("daily")]
    public void Comparing_more_often_than_it_takes_is_refused(string value) =>
        string.Join('\n', Load("outside", $", reconcile: {value}").Errors).ShouldContain("'reconcile' is a duration such as");

    private static LinkPlan Read(string zone, string option)
    {
        var (plan, errors) = Load(zone, option);
        errors.ShouldBeEmpty();
        return plan!.Capabilities.Single(c => c.Name == "orders").Link!;
    }

    private static (MigrationPlan? Plan, PlanErrors Errors) Load(string zone, string option) => PlanFiles.Load((
        "capabilities/orders.yaml",
        $$"""
        capability: orders
        owner: team
        zone: {{zone}}
        sides: { legacy: adapter:erp }
        routes: { orders.all: GET /api/orders }
        link: { legacy: adapter:erp, new: service:orders{{option}} }
        """));
}
