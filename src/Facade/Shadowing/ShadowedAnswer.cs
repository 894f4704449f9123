using Hub.Facade.Comparing;
using Hub.Platform.Asking;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Shadowing;

/// <summary>What a side has answered to the hub, as it is compared.</summary>
/// <param name="Answer">The answer, decoded.</param>
/// <param name="WhyNot">Why its body cannot be compared, as in <c>more than 1024 KB at new</c>; null where it can.</param>
internal readonly record struct ShadowedAnswer(ComparedAnswer Answer, string? WhyNot)
{
    /// <summary>
    /// Whether the side has only checked a write, and tells that it would carry it out and nothing of what would come of it: then
    /// what it is compared with is that the other side has carried it out.
    /// </summary>
    public bool IsCheckOnly => WhyNot is null && Answer is { Status: StatusCodes.Status204NoContent, Body.IsEmpty: true };

    /// <summary>Reads what a side has answered.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="side">The side's name: <c>legacy</c> or <c>new</c>.</param>
    /// <param name="largest">The largest body that is compared, in bytes.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<ShadowedAnswer> ReadAsync(
        CapturedAnswer answer, string side, int largest, CancellationToken cancellation)
    {
        var (body, whyNot) = await DecodedAnswer.ReadAsync(
            Field(answer, "Content-Encoding"), answer.Body, largest, cancellation);
        return new(
            new ComparedAnswer(
                answer.TooLarge ?? answer.Status, Field(answer, "Content-Type"), Field(answer, "Location"), body)
            {
                Headers = new(
                    Field(answer, "ETag") is not null, Field(answer, "Cache-Control") ?? "", Field(answer, "Vary") ?? ""),
            },
            answer.TooLarge is not null ? $"more than {largest / 1024} KB at {side}"
            : whyNot is null ? null
            : $"at {side}: {whyNot}");
    }

    /// <summary>Returns how both sides' answers differ, and what rules passed over.</summary>
    public static Comparison Compare(
        ShadowedAnswer legacy, ShadowedAnswer @new, RuleSet rules, DifferenceSeen? seen = null) =>
        legacy.Answer.Status == @new.Answer.Status && (@new.WhyNot ?? legacy.WhyNot) is { } whyNot
            ? new Comparison([new Difference("body", whyNot)], [])
            : AnswerComparison.Of(legacy.Answer, @new.Answer, rules, seen);

    private static string? Field(CapturedAnswer answer, string name) =>
        answer.Headers.TryGetValue(name, out var values) ? values.ToString() : null;
}
