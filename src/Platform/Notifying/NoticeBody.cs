using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Platform.Plan;

namespace Hub.Platform.Notifying;

/// <summary>Writes a notice as its receiver understands it.</summary>
internal static class NoticeBody
{
    private static readonly JsonSerializerOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns the media type of a format.</summary>
    public static string MediaTypeOf(NotifyFormat format) =>
        format == NotifyFormat.CloudEvents ? "application/cloudevents+json" : "application/json";

    /// <summary>Returns the message's bytes: the same for every attempt.</summary>
    public static byte[] Write(NoticeDelivery delivery, NotifyFormat format) => JsonSerializer.SerializeToUtf8Bytes(
        format switch
        {
            NotifyFormat.Slack => new JsonObject { ["text"] = $"*{delivery.Kind}*  {ForSlack(delivery.Text)}" },
            NotifyFormat.Teams => ForTeams(delivery),
            _ => ForPrograms(delivery),
        },
        AsWritten);

    // https://github.com/cloudevents/spec, version 1.0, structured content mode in JSON.
    private static JsonObject ForPrograms(NoticeDelivery delivery)
    {
        var data = delivery.Data is null ? [] : JsonNode.Parse(delivery.Data)!.AsObject();
        data["text"] = delivery.Text;
        return new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = delivery.MessageId,
            ["source"] = "/hub",
            ["type"] = $"hub.{delivery.Kind}",
            ["subject"] = delivery.Subject,
            ["time"] = delivery.At.UtcDateTime.ToString("O"),
            ["datacontenttype"] = "application/json",
            ["data"] = data,
        };
    }

    // Slack reads <…> as links and mentions: a reason that somebody typed calls nobody.
    private static string ForSlack(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static JsonObject ForTeams(NoticeDelivery delivery) => new()
    {
        ["type"] = "message",
        ["attachments"] = new JsonArray(new JsonObject
        {
            ["contentType"] = "application/vnd.microsoft.card.adaptive",
            ["content"] = new JsonObject
            {
                ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
                ["type"] = "AdaptiveCard",
                ["version"] = "1.4",
                ["body"] = new JsonArray(
                    Paragraph($"{delivery.Kind}: {delivery.Subject}", bold: true), Paragraph(delivery.Text, bold: false)),
            },
        }),
    };

    // Text blocks read Markdown: what somebody typed is neither a link nor a picture.
    private static JsonObject Paragraph(string text, bool bold) => new()
    {
        ["type"] = "TextBlock",
        ["text"] = text.Replace("[", "\\[", StringComparison.Ordinal),
        ["wrap"] = true,
        ["weight"] = bold ? "Bolder" : "Default",
    };
}
