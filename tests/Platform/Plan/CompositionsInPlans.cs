using Hub.Platform.Plan;

namespace Hub.Platform.Tests.Plan;

/// <summary>What is wrong with a composition is told with its line, all of it at once.</summary>
public sealed class CompositionsInPlans
{
    private const string Capability = """
        capability: pages
        owner: page-team
        sides: { legacy: "http://pages:1" }
        routes:
          pages.get: "GET /api/pages/{id}"
          pages.put: "PUT /api/pages/{id}"
          pages.find: { match: GET /api/pages, query: { name: } }
          pages.marked: { match: GET /api/marked, headers: { X-Mark: } }
        compose:
          pages.overview:
            match: "GET /api/pages/{id}/overview"
            takes: [after]
            parts:
              page: pages.get
              more: PART
        """;

    [Theory]
    [InlineData("{ route: pages.find, name: \"{page.items[].name} and {after}\", key: \"items[].id\", optional: true }")]
    [InlineData("{ route: pages.get, id: \"{page[].id}\", deadline: 100ms, lastKnown: 1h, first: 3 }")]
    [InlineData("{ route: pages.find, name: \"{id}\", parameters: { first: \"5\", key: \"{after}\" } }")]
    public void A_part_that_holds_is_taken(string part) => Load(part).ShouldBeEmpty();

    [Theory]
    [InlineData("pages.gett", "the plan has no such route; did you mean 'pages.get'?")]
    [InlineData("pages.put", "which is a PUT: a composition only reads, so name a GET")]
    [InlineData("pages.overview", "which is a composition: name the routes that it is made of")]
    [InlineData("pages.marked", "asks for the header 'X-Mark' with any value")]
    [InlineData("pages.find", "gives no 'name', which pages.find needs")]
    [InlineData("{ route: pages.get, id: \"{idd}\" }", "'{idd}' is no value of the path of pages.overview")]
    [InlineData("{ route: pages.get, id: \"{pag.owner}\" }", "a part that pages.overview does not have; did you mean 'page'?")]
    [InlineData("{ route: pages.get, id: \"{more.id}\" }", "parts of pages.overview wait for each other: more → more")]
    [InlineData("{ route: pages.get, id: \"{id\" }", "'id' is a text with values in braces")]
    [InlineData("{ route: pages.get, id: \"{page.a[].b}{page.c[].d}\" }", "values of more than one list")]
    [InlineData("{ route: pages.get, key: id }", "'key' says where each entry of the answer has its key")]
    [InlineData("{ route: pages.get, key: \"items[].id\" }", "'key' goes with a parameter")]
    [InlineData("{ route: pages.get, optional: maybe }", "'optional' is true or false")]
    [InlineData("{ route: pages.get, deadline: 1ms }", "'deadline' is a duration")]
    [InlineData("{ route: pages.get, first: 0 }", "'first' is a whole number from 1 to 1000")]
    [InlineData("{ id: \"{id}\" }", "'route' is missing")]
    public void A_slip_in_a_part_is_one_fault_in_its_line(string part, string fault)
    {
        var error = Load(part).ShouldHaveSingleItem();
        error.Message.ShouldContain(fault);
        (error.At.File, error.At.Line).ShouldBe(("capabilities/pages.yaml", 15));
    }

    [Theory]
    [InlineData("GET /api/pages/{id}/overview\"", "POST /api/pages\"", "a composition only reads: its method is GET", 11)]
    [InlineData("GET /api/pages/{id}/overview\"", "GET /api/pages/{key}\"", "claims the requests of 'pages.get'", 11)]
    [InlineData("pages.overview:", "overview:", "its id starts with 'pages.'", 11)]
    [InlineData("pages.overview:", "pages.get:", "is declared already", 11)]
    [InlineData("      page: pages.get", "      _page: pages.get", "'_page' names no part", 14)]
    [InlineData("    takes:", "    shape:", "'shape' is not known here", 12)]
    public void A_slip_beside_the_parts_is_told_in_its_line(string old, string @new, string fault, int line)
    {
        var errors = Load("pages.get", text => text.Replace(old, @new, StringComparison.Ordinal));
        errors.ShouldContain(
            e => e.Message.Contains(fault, StringComparison.Ordinal) && e.At.Line == line, string.Join('\n', errors));
    }

    [Fact]
    public void A_circle_of_several_parts_is_told_in_its_order()
    {
        var errors = Load("{ route: pages.get, id: \"{page.next}\" }", text => text.Replace(
            "page: pages.get", "page: { route: pages.get, id: \"{more.next}\" }", StringComparison.Ordinal));
        errors.ShouldHaveSingleItem().Message
            .ShouldBe("parts of pages.overview wait for each other: page → more → page");
    }

    private static IReadOnlyList<PlanError> Load(string part, Func<string, string>? change = null)
    {
        var text = Capability.Replace("PART", part, StringComparison.Ordinal);
        return [.. PlanFiles.Load(("capabilities/pages.yaml", change is null ? text : change(text))).Errors];
    }
}
