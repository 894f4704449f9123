using Hub.Adapters.Sql;

namespace Hub.Adapters.Tests.Sql;

/// <summary>What a statement's text is read as.</summary>
public sealed class StatementTexts
{
    [Theory]
    [InlineData("SELECT a FROM t WHERE b = @b AND c=@c_1", "SELECT", "b c_1")]
    [InlineData("-- @no\n/* @no; DELETE */ (WITH x AS (SELECT 1) SELECT @yes);\nupdate t SET a = @a", "WITH UPDATE", "yes a")]
    [InlineData("SELECT '@no it''s', \"@no \"\" x\", @yes", "SELECT", "yes")]
    [InlineData("SELECT $$@no$$, $a$ @no $b$ $a$, $1, @yes, v$session", "SELECT", "yes")]
    [InlineData("SELECT @@rowcount, tags <@ @tags, a@b", "SELECT", "tags b")]
    [InlineData("SELECT $alone$ @yes", "SELECT", "yes")]
    [InlineData("SELECT @yes; 'not closed @no; DROP", "SELECT", "yes")]
    [InlineData("@only", "", "only")]
    [InlineData("", "", "")]
    public void Parameters_and_verbs_are_those_outside_of_texts_and_comments(string text, string verbs, string parameters)
    {
        var read = SqlText.Read(text);
        string.Join(' ', read.Verbs.Select(v => v.Word)).ShouldBe(verbs);
        string.Join(' ', read.Parameters.Select(p => p.Name)).ShouldBe(parameters);
    }

    [Fact]
    public void Lines_are_counted_through_texts_and_comments()
    {
        var read = SqlText.Read("/* 1\n2 */ SELECT '\n', @three;\n\nDELETE FROM t WHERE a = @five");
        read.Verbs.ShouldBe([("SELECT", 2), ("DELETE", 5)]);
        read.Parameters.ShouldBe([("three", 3), ("five", 5)]);
    }

    public static TheoryData<string> Pieces =>
        ["'", "\"", "/*", "--", "$a$", "$", "@", "@@", "(", "''", "$a$'", "/* *", "a$", " "];

    [Theory]
    [MemberData(nameof(Pieces))]
    public void A_text_of_whatever_pieces_is_read_to_its_end(string piece)
    {
        SqlText.Read(string.Concat(Enumerable.Repeat(piece, 500_000)) + " @x").ShouldNotBeNull();
        SqlText.Read(string.Concat(Enumerable.Range(0, 100_000).Select(i => $"{piece}{(char)('a' + (i % 26))}{i}")))
            .ShouldNotBeNull();
    }
}
