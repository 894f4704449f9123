using Hub.Importing.Catalogues;

namespace Hub.Adapters.Tests.Importing;

/// <summary>The only values of a column, from a CHECK as each database writes it down.</summary>
public sealed class ValuesOfChecks
{
    [Theory]
    [InlineData("CHECK ((status = ANY (ARRAY['A'::text, 'B'::text])))", "A|B")]
    [InlineData("CHECK (((status)::text = ANY ((ARRAY['A'::character varying, 'it''s'::character varying])::text[])))", "A|it's")]
    [InlineData("CHECK ((status = ANY (ARRAY[10, '-20'::integer])))", "10|-20")]
    [InlineData("CHECK ((status = 'A'::bpchar))", "A")]
    [InlineData("CHECK (((status)::numeric(5,2) = ANY (ARRAY[1.5])))", "1.5")]
    [InlineData("([status]='A' OR [status]='B')", "A|B")]
    [InlineData("([status]=N'A' OR [status]=(3))", "A|3")]
    [InlineData(
        "CREATE TABLE t (id int CHECK (id > 0), status text CHECK (status IN ('A', 'B')), x text CHECK(x in ('c')))", "A|B")]
    [InlineData("CREATE TABLE t (\"status\" text, CONSTRAINT c check ( \"status\" in ('A','B') or \"status\" is null))", "A|B")]
    [InlineData("CREATE TABLE t (`status` text CHECK (`status` = 'A'))", "A")]
    [InlineData("CHECK ((status <> 'A'::text))", "")]
    [InlineData("CHECK ((status = 'A'::text) AND (id > 0))", "")]
    [InlineData("CHECK ((NOT (status = ANY (ARRAY['A'::text]))))", "")]
    [InlineData("CHECK ((lower(status) = ANY (ARRAY['A'::text])))", "")]
    [InlineData("CHECK ((status = ANY (ARRAY['A'::text])) OR (id > 3))", "")]
    [InlineData("CHECK ((other = ANY (ARRAY['A'::text])))", "")]
    [InlineData("CHECK ((status = other))", "")]
    [InlineData("CHECK (status IN ('A', NULL))", "")]
    [InlineData("CHECK (status IN ('unclosed", "")]
    [InlineData("CHECK (", "")]
    [InlineData("", "")]
    public void Are_read_where_the_check_says_nothing_else(string text, string values) =>
        string.Join('|', CheckValues.Of(text, "status")).ShouldBe(values);
}
