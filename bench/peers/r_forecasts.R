# bench/peers/r_forecasts.R DATA.csv.gz PERIOD OUT.csv [FIRST LAST] - what R's package forecast says of a published set.
#
# One row per series, method and step: series,method,step,mean,lo80,hi80,lo95,hi95,q0.1..q0.9,seconds (CPU seconds of the
# whole series and method). Methods: ets, thetaf, auto.arima with their defaults, snaive (naive for yearly data) and
# "mean", the plain average of the first three, bound by bound. Missing values are filled by na.interp, as these methods
# take none. PERIOD is yearly, quarterly, monthly or all; FIRST and LAST choose series by number, from 1.
suppressMessages(library(forecast))
args <- commandArgs(trailingOnly = TRUE)
rows <- read.csv(gzfile(args[1]), stringsAsFactors = FALSE, colClasses = "character")
if (args[2] != "all") rows <- rows[rows$period == args[2], ]
first <- if (length(args) > 3) as.integer(args[4]) else 1
last <- if (length(args) > 4) min(nrow(rows), as.integer(args[5])) else nrow(rows)
levels <- c(20, 40, 60, 80, 95)
numbers <- function(text) suppressWarnings(as.numeric(strsplit(text, " ")[[1]]))
name_of <- function(r) if (startsWith(r$dataset, "JOLTS")) paste(r$dataset, r$category, r$id, sep = "|") else
    paste(r$dataset, r$id, sep = "|")

# mean and the quantiles 0.025 .1 .2 .3 .4 .5 .6 .7 .8 .9 .975, one row per step
table_of <- function(f) {
    lo <- matrix(f$lower, ncol = length(levels))
    hi <- matrix(f$upper, ncol = length(levels))
    mid <- as.numeric(f$mean)
    cbind(mid, lo[, 5], lo[, 4], lo[, 3], lo[, 2], lo[, 1], mid, hi[, 1], hi[, 2], hi[, 3], hi[, 4], hi[, 5])
}
methods <- list(
    ets = function(y, h) forecast(ets(y), h = h, level = levels),
    theta = function(y, h) thetaf(y, h = h, level = levels),
    arima = function(y, h) forecast(auto.arima(y), h = h, level = levels),
    snaive = function(y, h) if (frequency(y) > 1) snaive(y, h = h, level = levels) else naive(y, h = h, level = levels))

out <- file(args[3], "w")
writeLines("series,method,step,mean,lo80,hi80,lo95,hi95,q0.1,q0.2,q0.3,q0.4,q0.5,q0.6,q0.7,q0.8,q0.9,seconds", out)
show <- function(name, method, t, seconds) {
    text <- apply(t, 1, function(v) paste(sprintf("%.8g", v[c(1, 3, 11, 2, 12, 3, 4, 5, 6, 7, 8, 9, 10, 11)]), collapse = ","))
    writeLines(sprintf("%s,%s,%d,%s,%.4f", name, method, seq_len(nrow(t)), text, seconds), out)
}
for (i in first:last) {
    r <- rows[i, ]
    y <- ts(numbers(r$train), frequency = as.integer(r$freq))
    if (anyNA(y)) y <- na.interp(y)
    got <- list()
    for (m in names(methods)) {
        spent <- system.time(got[[m]] <- tryCatch(table_of(methods[[m]](y, as.integer(r$h))), error = function(e) NULL))
        if (!is.null(got[[m]])) show(name_of(r), m, got[[m]], spent[[1]] + spent[[2]])
        else message("no forecast: ", name_of(r), " ", m)
    }
    three <- got[c("ets", "theta", "arima")]
    three <- three[!vapply(three, is.null, TRUE)]
    if (length(three) > 0) show(name_of(r), "mean", Reduce(`+`, three) / length(three), 0)
    flush(out)
}
close(out)
