using System.Text.Json;
using Hub.Facade.Shadowing;
using Hub.Facade.Tests.Access;
using Hub.Tests;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Tests.Shadowing;

/// <summary>Requests are sampled from each shape, and evidence tells which shapes were never compared.</summary>
public sealed class ShapesOfRequests
{
    [Theory]
    [InlineData("", "", "")]
    [InlineData("O-3001", "", "id=A-9")]
    [InlineData("4711", "", "id=9")]
    [InlineData("ab12cd", "", "id=X")]
    [InlineData("Größe", "", "id=A")]
    [InlineData("a b", "", "id=A*A")]
    [InlineData("0f8fad5b-d9cb-469f-a165-70867728950e", "", "id=uuid")]
    [InlineData("1", "?status=open&limit=5&status=new", "id=9 ?limit&status")]
    [InlineData("", "?b&a=1&%63=x", "?a&b&c")]
    [InlineData("", "?bob@example.com=1", "?…")]
    [InlineData("", "?a-name-that-is-much-longer-than-any-name-of-a-parameter=1&b=2", "?b&…")]
    [InlineData("1.5/x:y_z", "", "id=9.9/A:A_A")]
    public void A_shape_holds_forms_and_names_and_no_value(string id, string query, string shape) =>
        ShapeOf(id, query).ShouldBe(shape);

    [Fact]
    public void No_request_makes_a_shape_longer_than_there_is_room_for()
    {
        var random = new Random(3);
        for (var run = 0; run < 2000; run++)
        {
            var context = new DefaultHttpContext();
            for (var i = random.Next(6); i > 0; i--)
                context.Request.RouteValues[Text(random, 60)] = Text(random, 300);
            context.Request.QueryString = new QueryString(
                "?" + string.Join('&', Enumerable.Range(0, random.Next(40)).Select(_ => Text(random, 60) + "=1")));
            var shape = new char[RequestShape.Longest];
            RequestShape.Write(context.Request, shape).ShouldBeInRange(0, RequestShape.Longest);
        }
    }

    [Fact]
    public async Task The_first_request_of_each_shape_is_compared_and_of_all_the_sample()
    {
        await using var sides = await TwoSides.StartAsync(fields: "shadow: { share: 10% }");
        for (var i = 0; i < 40; i++)
            await sides.AskAsync($"/api/goods/{i}");
        await sides.AskAsync("/api/goods/7?rare=1");
        JsonElement evidence = default;
        await Eventually.HoldsAsync("five are compared", async () =>
            (evidence = await sides.EvidenceAsync()).GetProperty("compared").GetInt64() == 5);
        // What was passed over is told with the next one of the sample.
        Shapes(evidence).ShouldBe(["id=9 ?rare: 1 of 1", "id=9: 4 of 31"]);
    }

    [Fact]
    public async Task A_shape_that_is_never_compared_stands_first()
    {
        await using var sides = await TwoSides.StartAsync();
        await sides.AskAsync("/api/goods/1");
        await sides.AskAsync("/api/goods/A-1", ("If-None-Match", "\"1\""));
        JsonElement evidence = default;
        await Eventually.HoldsAsync("one is compared", async () =>
            (evidence = await sides.EvidenceAsync()).GetProperty("compared").GetInt64() == 1);
        Shapes(evidence).ShouldBe(["id=A-9: 0 of 1", "id=9: 1 of 1"]);
    }

    [Fact]
    public void Made_up_names_of_parameters_fill_no_memory()
    {
        var shapes = new ShapesOfRoute();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 1000; i++)
        {
            var context = new DefaultHttpContext();
            context.Request.QueryString = new QueryString($"?p{i}=1");
            names.Add(shapes.Of(context.Request).Name);
        }

        names.Count.ShouldBe(ShapesOfRoute.Most + 1);
        names.ShouldContain("other shapes");
    }

    private static List<string> Shapes(JsonElement evidence) =>
    [
        .. evidence.GetProperty("shapes").EnumerateArray()
            .Select(s => $"{s.Text("shape")}: {s.GetProperty("compared")} of {s.GetProperty("seen")}"),
    ];

    private static string ShapeOf(string id, string query)
    {
        var context = new DefaultHttpContext();
        if (id.Length > 0)
            context.Request.RouteValues["id"] = id;
        context.Request.QueryString = new QueryString(query);
        var shape = new char[RequestShape.Longest];
        return new string(shape, 0, RequestShape.Write(context.Request, shape));
    }

    private static string Text(Random random, int most) =>
        new([.. Enumerable.Range(0, random.Next(1, most)).Select(_ => (char)('a' + random.Next(26)))]);
}
