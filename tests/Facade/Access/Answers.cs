using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Hub.Facade.Tests.Access;

/// <summary>What a request to the hub's own surface is answered.</summary>
internal static class Answers
{
    public static async Task<JsonElement> ShouldBeAsync(this Task<HttpResponseMessage> sent, HttpStatusCode status)
    {
        using var response = await sent;
        response.StatusCode.ShouldBe(status, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public static string Text(this JsonElement element, string member) => element.GetProperty(member).ToString();
}
