using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Hub.ServiceKit.Requests;
using Microsoft.Extensions.Primitives;

namespace Hub.Platform.Tests.Sides;

public sealed class EntityTags
{
    [Theory]
    [InlineData("""{"a":0}""", """{"a":0.00}""")]
    [InlineData("""{"a":-0}""", """{"a":0e7}""")]
    [InlineData("""{"a":1200}""", """{"a":1.2E+3}""")]
    [InlineData("""{"a":0.05}""", """{"a":5e-2}""")]
    [InlineData("""{"a":12345678901234567890123.10}""", """{"a":12345678901234567890123.1}""")]
    [InlineData("""{"a":1,"b":{"d":[],"c":null}}""", """ { "b" : { "c" : null, "d" : [ ] }, "a" : 1 } """)]
    [InlineData("""{"a":"ü😀"}""", """{"a":"\u00fc\uD83D\uDE00"}""")]
    [InlineData("""{"a":1}""", """{"a":1,"externalReference":"r-1"}""")]
    public void The_same_content_has_the_same_tag(string one, string other) => Tag(one).ShouldBe(Tag(other));

    [Theory]
    [InlineData("""{"a":0}""", """{"a":null}""")]
    [InlineData("""{"a":null}""", """{}""")]
    [InlineData("""{"a":[]}""", """{}""")]
    [InlineData("""{"a":1}""", """{"a":"1"}""")]
    [InlineData("""{"a":1}""", """{"a":-1}""")]
    [InlineData("""{"a":1}""", """{"a":10}""")]
    [InlineData("""{"a":12345678901234567890123}""", """{"a":12345678901234567890124}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""")]
    [InlineData("""{"a":"x"}""", """{"a":"x "}""")]
    [InlineData("""{"a":"\u00e9"}""", """{"a":"e\u0301"}""")]
    [InlineData("""{"a":{"externalReference":"r-1"}}""", """{"a":{"externalReference":"r-2"}}""")]
    public void Other_content_has_another(string one, string other) => Tag(one).ShouldNotBe(Tag(other));

    [Fact]
    public void It_is_the_hash_anybody_can_compute_of_the_canonical_form()
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes("""{"a":5e1,"b":[true,"x/ü"],"z":0}"""));
        var expected = Convert.ToBase64String(hash[..16]).Replace('+', '-').Replace('/', '_').TrimEnd('=');

        Tag("""{"z":0.0,"b":[true,"x/ü"],"a":50.0}""").ShouldBe($"\"{expected}\"");
    }

    [Fact]
    public void Neither_order_nor_notation_matters_and_a_value_always_does() => Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
    {
        var content = Content(new Random(seed), depth: 3);
        var tag = EntityTag.Of(content);
        EntityTag.Of(Shuffled(content, new Random(seed + 1))!).ShouldBe(tag);
        EntityTag.Of(JsonNode.Parse(content.ToJsonString())!).ShouldBe(tag);
        content["extra"] = seed;
        EntityTag.Of(content).ShouldNotBe(tag);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Theory]
    [InlineData(new string[0], true, false)]
    [InlineData(new[] { "*" }, true, true)]
    [InlineData(new[] { "\"t\"" }, true, true)]
    [InlineData(new[] { "\"a\", \"t\"" }, true, true)]
    [InlineData(new[] { "\"a\"", "\"t\"" }, true, true)]
    [InlineData(new[] { "W/\"t\"" }, false, true)]
    [InlineData(new[] { "\"a\"" }, false, false)]
    [InlineData(new[] { "t" }, false, false)]
    [InlineData(new[] { "" }, false, false)]
    public void Conditions_are_compared_as_HTTP_has_it(string[] header, bool holds, bool isKnown)
    {
        EntityTag.Holds(new StringValues(header), "\"t\"").ShouldBe(holds);
        EntityTag.IsKnown(new StringValues(header), "\"t\"").ShouldBe(isKnown);
    }

    private static string Tag(string json) => EntityTag.Of(JsonNode.Parse(json)!);

    private static JsonObject Content(Random random, int depth) => new(Enumerable.Range(0, random.Next(5)).Select(i =>
        KeyValuePair.Create($"{(char)random.Next('A', 'z')}{i}", random.Next(depth > 0 ? 6 : 4) switch
        {
            0 => JsonValue.Create(random.Next(-1000, 1000) / 100m),
            1 => JsonValue.Create($"x{random.Next()}"),
            2 => JsonValue.Create(random.Next(2) == 0),
            3 => null,
            4 => new JsonArray([.. Enumerable.Range(0, random.Next(3)).Select(_ => Content(random, depth - 1))]),
            _ => (JsonNode)Content(random, depth - 1),
        })));

    private static JsonNode? Shuffled(JsonNode? node, Random random)
    {
        if (node is JsonArray entries)
            return new JsonArray([.. entries.Select(e => Shuffled(e, random))]);
        if (node is not JsonObject fields)
            return node is JsonValue value && value.TryGetValue<decimal>(out var number)
                ? JsonNode.Parse($"{number * 100}e-2")
                : node?.DeepClone();
        var members = fields.Select(f => KeyValuePair.Create(f.Key, Shuffled(f.Value, random))).ToArray();
        random.Shuffle(members);
        return new JsonObject(members);
    }
}
