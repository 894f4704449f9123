using System.Net;
using System.Text.Json;

namespace Hub.Contract.Tests;

/// <summary>The legacy side and the new one, asked the same.</summary>
internal sealed class TwoSides(HttpClient legacy, HttpClient service)
{
    /// <summary>Asks both; all differences are told together.</summary>
    public async Task ReadAlikeAsync(IReadOnlyList<string> paths)
    {
        var differences = new List<string>();
        foreach (var path in paths)
            Compare(path, await Answer.GetAsync(legacy, path), await Answer.GetAsync(service, path), differences);
        differences.ShouldBeEmpty();
    }

    /// <summary>Sends both the same bodies.</summary>
    public async Task WrittenAlikeAsync(string path, IReadOnlyList<string> bodies)
    {
        var differences = new List<string>();
        foreach (var body in bodies)
            Compare(body, await Answer.PostAsync(legacy, path, body), await Answer.PostAsync(service, path, body), differences);
        differences.ShouldBeEmpty();
    }

    private static void Compare(string asked, Answer there, Answer here, List<string> differences)
    {
        if (there.Status != here.Status)
            differences.Add($"{asked}: {(int)there.Status} {there.Text} and {(int)here.Status} {here.Text}");
        else if (!Keys(there).SequenceEqual(Keys(here)))
            differences.Add($"{asked}: {there.Text} and {here.Text}");
    }

    /// <summary>
    /// What an answer says beyond its status: the records' keys, or the problem but for the words of each side. What a system
    /// refuses by its own rules (422) it says without naming a member.
    /// </summary>
    private static IEnumerable<string?> Keys(Answer answer) => answer.Status switch
    {
        HttpStatusCode.OK when answer.Json.TryGetProperty("items", out var items) =>
            items.EnumerateArray().Select(i => i.GetProperty("id").GetString()),
        HttpStatusCode.OK => [answer.Json.GetProperty("id").GetString()],
        HttpStatusCode.Created =>
        [
            answer.Json.GetProperty("customerId").GetString(), answer.Json.GetProperty("reference").GetString(),
            answer.Json.GetProperty("lines")[0].GetProperty("sku").GetString(),
        ],
        HttpStatusCode.UnprocessableEntity => [answer.MediaType],
        // By the server, before a side is asked.
        _ when answer.Text.Length == 0 => [],
        _ => Members(answer).Concat(answer.Errors.Select(e => e.Path).Order(StringComparer.Ordinal)),
    };

    private static IEnumerable<string> Members(Answer problem) =>
        problem.Json.EnumerateObject().Where(m => m.Name is not ("detail" or "errors"))
            .Select(m => $"{m.Name}: {m.Value.GetRawText()}");
}
