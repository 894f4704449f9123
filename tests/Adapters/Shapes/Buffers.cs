using System.Text;
using Hub.Soap.Envelopes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Tests.Shapes;

public sealed class Buffers
{
    [Fact]
    public void More_may_be_rented_than_are_kept()
    {
        var rented = Enumerable.Range(0, 100).Select(i =>
        {
            var buffer = JsonBuffer.Rent();
            buffer.Json.WriteNumberValue(i);
            return buffer;
        }).ToList();

        rented.Select(b => b.ToText().ToString()).ShouldBe(Enumerable.Range(0, 100).Select(i => $"{i}"));
        rented.ForEach(b => b.Dispose());
        Enumerable.Range(0, 100).ShouldAllBe(_ => IsNew());
    }

    [Fact]
    public void What_failed_half_way_leaves_nothing_behind()
    {
        for (var i = 0; i < 10; i++)
        {
            using var buffer = JsonBuffer.Rent();
            buffer.Json.WriteStartObject();
            buffer.Json.WriteStartArray("half");
            buffer.Json.WriteStringValue(new string('x', 10_000));
        }

        JsonText.Write(json => json.WriteBooleanValue(true)).ToString().ShouldBe("true");
    }

    [Fact]
    public void An_envelope_begins_anew_also_after_one_that_was_left_open()
    {
        for (var i = 0; i < 10; i++)
        {
            using var buffer = EnvelopeBuffer.Rent();
            buffer.Xml.WriteStartElement("p", "half", "urn:p");
            buffer.Xml.WriteAttributeString("xmlns", "q", null, "urn:q");
        }

        using var next = EnvelopeBuffer.Rent();
        next.Xml.WriteStartElement("whole");
        next.Xml.LookupPrefix("urn:q").ShouldBeNull();
        next.Xml.WriteEndElement();
        Encoding.UTF8.GetString(next.ToArray()).ShouldBe("<whole/>");
    }

    private static bool IsNew()
    {
        using var buffer = JsonBuffer.Rent();
        return buffer.Position == 0;
    }
}
