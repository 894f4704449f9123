using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Hub.Facade.Tests;

/// <summary>What is wrong with a request to the hub's own surface is told with what is right.</summary>
public sealed class FaultsOfRequests(RunningFacade facade) : IClassFixture<RunningFacade>
{
    [Theory]
    [InlineData("""{"stage":"nwe","reason":"x"}""", "stage",
        "'nwe' is not one of legacy, shadow, canary, new, retired; did you mean 'new'?")]
    [InlineData("""{"stage":2,"reason":"x"}""", "stage", "is one of legacy, shadow, canary, new, retired, as a text")]
    [InlineData("""{"stage":"new","reson":"x"}""", "reson", "is not known here; did you mean 'reason'?")]
    [InlineData("""{"stage":"new","colour":"x"}""", "colour", "is not known here; known are stage, percent, users, groups, ")]
    [InlineData("""{"stage":"canary","reason":"x"}""", "percent",
        "a canary needs the share of the cohorts on the new side, from 0 to 100, such as 10")]
    [InlineData("""{"stage":"canary","percent":101,"reason":"x"}""", "percent",
        "101 is not a share of the cohorts, which is from 0 to 100, such as 10")]
    public async Task A_fault_says_where_it_is_what_is_wrong_and_what_is_right(string body, string path, string detail)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await facade.Admin.PostAsync("/hub/api/routes/orders.get/shift", content);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var errors = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
        var error = errors.EnumerateArray().ShouldHaveSingleItem();
        error.GetProperty("path").GetString().ShouldBe(path);
        error.GetProperty("detail").GetString()!.ShouldStartWith(detail);
    }
}
