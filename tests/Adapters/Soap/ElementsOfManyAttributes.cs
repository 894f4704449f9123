using System.Text;
using System.Xml;
using Hub.Soap.Envelopes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Tests.Soap;

/// <summary>How many attributes one element may have, wherever the pieces end in which a document is read.</summary>
public sealed class ElementsOfManyAttributes
{
    private static readonly string Few = Attributes(BoundedTags.MostAttributes);
    private static readonly string Many = Attributes(BoundedTags.MostAttributes + 1);

    [Theory]
    [InlineData("<?xml version='1.0'?><!-- {0} --><a><b {1}/></a>")]
    [InlineData("<a><![CDATA[<b {0}> ]] > ]]]]><b {1}/></a>")]
    [InlineData("<a><!-- > - -> <b {0} --><b {1}></b></a>")]
    [InlineData("<a><?b > {0} ?><b {1}/></a>")]
    [InlineData("<a>= ' {2} \" ' <b {1} /><b {1} /></a>")]
    [InlineData("<a x=\"{2} ' >\"><b {1} /></a>")]
    public void What_is_no_attribute_is_not_counted(string form)
    {
        var text = string.Format(null, form, Many, Few, Many.Replace("'", "", StringComparison.Ordinal));

        foreach (var piece in new[] { 1, 2, 3, 7, 4096 })
            Read(text, piece).ShouldBe(text);
        using var reader = XmlReader.Create(new BoundedTags(new StringReader(text)));
        while (reader.Read())
        {
        }
    }

    [Theory]
    [InlineData("<a {0}/>")]
    [InlineData("<a><!----><![CDATA[]]><?p?><b {0}>")]
    [InlineData("<a><b x='>' y=\"'>\" {0}></b></a>")]
    [InlineData("<!DOCTYPE a><a {0}/>")]
    public void More_of_them_are_refused_before_the_document_is_read_whole(string form)
    {
        var text = string.Format(null, form, Many);
        foreach (var piece in new[] { 1, 2, 3, 7, 4096 })
            Should.Throw<MalformedDocumentException>(() => Read(text, piece)).Message.ShouldContain("10000 attributes");
    }

    [Theory]
    [InlineData("utf-8"), InlineData("utf-16"), InlineData("windows-1252")]
    public void They_are_refused_in_any_encoding(string encoding)
    {
        var text = $"<?xml version='1.0' encoding='{encoding}'?><a {Attributes(40_000)}/>";
        using var body = new MemoryStream(Encoding.GetEncoding(encoding).GetBytes(text));
        using var reader = AnswerEncoding.Open(body, null, new NameTable());
        Should.Throw<MalformedDocumentException>(() =>
        {
            while (reader.Read())
            {
            }
        });
    }

    private static string Attributes(int count) => string.Join(' ', Enumerable.Range(0, count).Select(i => $"a{i}='1'"));

    private static string Read(string text, int piece)
    {
        using var reader = new BoundedTags(new StringReader(text));
        var read = new StringBuilder();
        var buffer = new char[piece];
        for (int count; (count = reader.Read(buffer, 0, piece)) > 0;)
            read.Append(buffer, 0, count);
        return read.ToString();
    }
}
